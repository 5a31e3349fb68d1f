import { IPVS_FOUND, checksIPVS } from '../../../hooks/kubernetes/ipvs.ts';
import { timeText } from '../../../hooks/kubernetes/wire.ts';
import type { ApiServer } from '../engine/api-server.ts';
import { accepts, hasFreePorts } from './nodes.ts';
import { isFinished } from './objects.ts';
import type { Node, Pod, PodCondition } from './objects.ts';

/**
 * What the proxies on a node do: they are ready, start and never become ready, cannot be pulled, stop with a message, or the
 * scheduler refuses them with a message. `down`: the kubelet of the node does nothing. `IPVS`: kube-proxy runs in IPVS mode
 * there, so they stop if they look for it.
 */
export type Behaviour =
  | 'ready'
  | 'starting'
  | 'image pull'
  | 'down'
  | 'IPVS'
  | { readonly crash: string }
  | { readonly refuse: string };

type Status = NonNullable<Pod['status']>;

function condition(
  { status }: Pod,
  next: Omit<PodCondition, 'lastTransitionTime'>,
  now: number,
): PodCondition {
  const before = status?.conditions?.find(({ type }) => type === next.type);
  const isSame = before?.status === next.status;
  return { ...next, lastTransitionTime: isSame ? before.lastTransitionTime : timeText(now) };
}

const CONTAINERS = {
  ready: { state: { running: {} } },
  starting: { state: { running: {} } },
  'image pull': { state: { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image' } } },
};

type Shown = Exclude<Behaviour, 'down' | 'IPVS'>;

function containerState(behaviour: Shown): object {
  if (typeof behaviour === 'string') return CONTAINERS[behaviour];
  const message = 'crash' in behaviour ? behaviour.crash : '';
  const terminated = { exitCode: 1, reason: 'Error', message };
  return { state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated } };
}

const DONE = { state: { terminated: { exitCode: 0, reason: 'Completed' } } };
const WAITING = { state: { waiting: { reason: 'PodInitializing' } } };

/** The first container to start is an init container, so an image that cannot be pulled or a crash is reported there. */
function containerStatuses({ spec }: Pod, behaviour: Shown): Partial<Status> {
  const { containers, initContainers = [] } = spec;
  const isInitialized = behaviour === 'ready' || behaviour === 'starting';
  const isReady = behaviour === 'ready';
  const own = containerState(behaviour);
  return {
    initContainerStatuses: initContainers.map(({ name, image = '' }) => ({
      ...{ name, image, ready: isInitialized },
      ...(isInitialized ? DONE : own),
    })),
    containerStatuses: containers.map(({ name, image = '' }) => ({
      ...{ name, image, ready: isReady },
      ...(isInitialized ? own : WAITING),
    })),
  };
}

function runningStatus(pod: Pod, node: Node, behaviour: Shown, now: number): Status {
  const isReady = behaviour === 'ready';
  const ips = node.status.addresses.filter(({ type }) => type === 'InternalIP');
  return {
    phase: behaviour === 'image pull' ? 'Pending' : 'Running',
    hostIP: ips[0]?.address ?? '',
    hostIPs: ips.map(({ address }) => ({ ip: address })),
    conditions: [
      condition(pod, { type: 'PodScheduled', status: 'True' }, now),
      condition(pod, { type: 'Ready', status: isReady ? 'True' : 'False' }, now),
    ],
    ...containerStatuses(pod, behaviour),
  };
}

/** The scheduler and the kubelets. Each step takes one action for each pod. */
export class Pods {
  readonly #api: ApiServer;
  readonly #now: () => number;
  readonly #behaviours: ReadonlyMap<string, Behaviour>;

  constructor(api: ApiServer, now: () => number, behaviours: ReadonlyMap<string, Behaviour>) {
    this.#api = api;
    this.#now = now;
    this.#behaviours = behaviours;
  }

  step(): void {
    for (const pod of this.#api.list<Pod>('Pod')) {
      if (isFinished(pod)) continue;
      if (pod.metadata.deletionTimestamp !== undefined) this.#end(pod);
      else if (pod.spec.nodeName === undefined) this.#schedule(pod);
      else this.#run(pod, pod.spec.nodeName);
    }
  }

  #behaviour(node = ''): Behaviour {
    return this.#behaviours.get(node) ?? 'ready';
  }

  #end(pod: Pod): void {
    if (this.#behaviour(pod.spec.nodeName) !== 'down') this.#api.remove(pod);
  }

  #schedule(pod: Pod): void {
    const nodes = this.#api.list<Node>('Node');
    const matching = nodes.filter((node) => accepts(node, pod.spec));
    const [refusal] = matching.flatMap(({ metadata }) => {
      const behaviour = this.#behaviour(metadata.name);
      return typeof behaviour === 'object' && 'refuse' in behaviour ? [behaviour.refuse] : [];
    });
    const node = matching.find((candidate) => hasFreePorts(candidate, pod, this.#api));
    if (refusal === undefined && node !== undefined) {
      const scheduled = condition(pod, { type: 'PodScheduled', status: 'True' }, this.#now());
      const status = { phase: 'Pending', conditions: [scheduled] };
      this.#api.update(pod, { ...pod, spec: { ...pod.spec, nodeName: node.metadata.name }, status });
      return;
    }
    const why =
      matching.length === 0
        ? "didn't match Pod's node affinity/selector"
        : "didn't have free ports for the requested pod ports";
    const message = refusal ?? `0/${nodes.length} nodes are available: ${nodes.length} node(s) ${why}.`;
    const next = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message };
    const conditions = [condition(pod, next, this.#now())];
    this.#api.update(pod, { ...pod, status: { phase: 'Pending', conditions } });
  }

  #run(pod: Pod, nodeName: string): void {
    const node = this.#api.list<Node>('Node').find(({ metadata }) => metadata.name === nodeName);
    const behaviour = this.#behaviour(nodeName);
    if (node === undefined || behaviour === 'down') return;
    // Pods of others are only there to use a port.
    if (pod.metadata.ownerReferences === undefined) return;
    const found = checksIPVS(pod.spec) ? { crash: `${IPVS_FOUND}, so it stops` } : 'ready';
    const shown = behaviour === 'IPVS' ? found : behaviour;
    this.#api.update(pod, { ...pod, status: runningStatus(pod, node, shown, this.#now()) });
  }
}
