import { readConfig } from '../../hooks/config.ts';
import { hooksAt, withExposures, withPools } from '../../hooks/cli/hooks.ts';
import { EMPTY_WORLD, RESOURCES, keyOf, worldOf } from '../../hooks/cli/world.ts';
import type { Manifest, World } from '../../hooks/cli/world.ts';
import type { LoadBalancerPool } from '../../hooks/kubernetes/load-balancer-pool.ts';
import type { DaemonSet, Pod } from '../../hooks/kubernetes/objects.ts';
import type { Node } from '../../hooks/pools/members.ts';
import type { Answer } from '../../hooks/services/answer.ts';
import type { Service } from '../../hooks/services/observed.ts';

/** When the worlds are looked at. */
export const NOW = Date.parse('2026-11-23T10:00:00Z');
const CREATED = '2026-11-23T09:00:00Z';
const READY = '2026-11-23T09:00:02Z';

const UID = '5b8a2f0e-7c31-4d0a-9a55-0c1f4f7f2a10';

/** Our annotations, without the prefix. */
type Options = Readonly<Record<string, string>>;

/** A LoadBalancer Service `shop/web` with port 80. */
export function service(options: Options = {}, spec: Partial<NonNullable<Service['spec']>> = {}): Service {
  const annotations = Object.entries(options).map(([name, text]) => [`akrobateo.kontena.io/${name}`, text]);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'web',
      namespace: 'shop',
      uid: UID,
      annotations: Object.fromEntries(annotations) as Record<string, string>,
    },
    spec: {
      type: 'LoadBalancer',
      clusterIP: '10.96.0.10',
      clusterIPs: ['10.96.0.10'],
      ipFamilies: ['IPv4'],
      ports: [{ port: 80, protocol: 'TCP' }],
      ...spec,
    },
  };
}

/** A node that is ready. */
export function node(name: string, address: string, more: Partial<Node> = {}): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/os': 'linux' } },
    status: {
      addresses: [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: name },
      ],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
    ...more,
  };
}

export const NODES = [node('n1', '192.168.0.2'), node('n2', '192.168.0.3'), node('n3', '192.168.0.4')];

export function pool(name: string, spec: LoadBalancerPool['spec'] = {}): LoadBalancerPool {
  return {
    ...{ apiVersion: 'akrobateo.kontena.io/v1alpha1', kind: 'LoadBalancerPool' },
    metadata: { name, generation: 1 },
    spec,
  };
}

/** The workloads of an answer as the API server stores them, without those that exist. */
function created({ attachments }: Answer, { metadata }: Service, world: World): Manifest[] {
  const owner = { ...RESOURCES.services, name: metadata.name, uid: metadata.uid, controller: true };
  const present = [...world.daemonSets, ...world.deployments].map(keyOf);
  return attachments
    .filter((each) => each.kind !== RESOURCES.exposures.kind && !present.includes(keyOf(each)))
    .map((each) => {
      const added = { uid: `uid-of-${keyOf(each)}`, generation: 1, ownerReferences: [owner] };
      return { ...each, metadata: { ...each.metadata, ...added } } as unknown as Manifest;
    });
}

/** The world after the hooks were called, with the workload and the status of each Service. */
export function settled(given: Partial<World>): World {
  const hooks = hooksAt(NOW, readConfig({}));
  const world = withExposures(withPools({ ...EMPTY_WORLD, ...given }, hooks), hooks);
  const answers = world.services.map((own) => ({ own, answer: hooks.service(own, world) }));
  const more = worldOf(answers.flatMap(({ own, answer }) => created(answer, own, world)));
  const services = answers.map(({ own, answer: { status, annotations } }) => {
    const merged = Object.entries({ ...own.metadata.annotations, ...annotations });
    const set = Object.fromEntries(merged.filter(([, text]) => text !== null)) as Record<string, string>;
    const metadata = { ...own.metadata, annotations: set };
    return { ...own, metadata, ...(status === undefined ? {} : { status }) };
  });
  return {
    ...world,
    services,
    daemonSets: [...world.daemonSets, ...more.daemonSets],
    deployments: [...world.deployments, ...more.deployments],
  };
}

export type ProxyState = 'ready' | 'port taken' | 'failed';

function statusOf(state: ProxyState, hostIP: string): NonNullable<Pod['status']> {
  const at = { lastTransitionTime: READY };
  if (state === 'port taken') {
    const message = "0/3 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.";
    const waiting = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message, ...at };
    return { phase: 'Pending', conditions: [waiting] };
  }
  const isReady = state === 'ready';
  const terminated = { exitCode: 1, message: 'net.ipv4.ip_forward is 0 on this node: set it to 1' };
  const container = { name: 'tcp', image: 'proxy', imageID: '', restartCount: 0, ready: isReady };
  return {
    phase: 'Running',
    hostIPs: [{ ip: hostIP }],
    conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False', ...at }],
    containerStatuses: [{ ...container, ...(isReady ? {} : { lastState: { terminated } }) }],
  };
}

/** The node for which a pod of a DaemonSet is made. */
function pinnedTo(name: string) {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [name] }];
  const nodeSelectorTerms = [{ matchFields }];
  return {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
  };
}

/** The controller of a pod of the workload. */
function ownerOf({ kind, metadata }: DaemonSet) {
  const [name, uid] = [String(metadata?.name), String(metadata?.uid)];
  return kind === 'DaemonSet' ? { kind, name, uid } : { kind: 'ReplicaSet', name: `${name}-abc`, uid: 'rs' };
}

function proxy(workload: DaemonSet, index: number, state: ProxyState): Pod {
  const template = workload.spec?.template;
  const owner = ownerOf(workload);
  const isDaemon = owner.kind === 'DaemonSet';
  const at = `n${index + 1}`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${String(workload.metadata?.name)}-${at}`,
      namespace: String(workload.metadata?.namespace),
      labels: { ...template?.metadata?.labels, ...(isDaemon ? {} : { 'pod-template-hash': 'abc' }) },
      creationTimestamp: CREATED,
      ownerReferences: [{ apiVersion: 'apps/v1', ...owner, controller: true }],
    },
    spec: {
      ...{ containers: [], ...template?.spec },
      ...(state === 'port taken' ? {} : { nodeName: at }),
      ...(isDaemon ? { affinity: pinnedTo(at) } : {}),
    },
    status: statusOf(state, `192.168.0.${index + 2}`),
  };
}

/** The world with a proxy in each of these states, on n1, n2 and so on, before exposures/sync has seen them. */
export function withProxies(world: World, states: readonly ProxyState[]): World {
  const status = { observedGeneration: 1, desiredNumberScheduled: states.length };
  const numbers = { updatedNumberScheduled: states.length, currentNumberScheduled: states.length };
  const ready = { numberMisscheduled: 0, numberReady: states.length };
  return {
    ...world,
    pods: [...world.daemonSets, ...world.deployments].flatMap((workload) =>
      states.map((state, index) => proxy(workload as DaemonSet, index, state)),
    ),
    daemonSets: world.daemonSets.map((each) => ({ ...each, status: { ...status, ...numbers, ...ready } })),
    deployments: world.deployments.map((each) => ({
      ...each,
      status: { observedGeneration: 1, updatedReplicas: states.length },
    })),
  };
}

/** A Service with a proxy in each of these states, and everything that the hooks write. */
export function running(own: Service, states: readonly ProxyState[], world: Partial<World> = {}): World {
  return settled(withProxies(settled({ ...world, services: [own] }), states));
}

/** Three nodes, three addresses. */
export const EXPOSED = running(service(), ['ready', 'ready', 'ready'], { nodes: NODES });

/** The port is taken on n1. */
export const TAKEN = running(service(), ['port taken', 'ready', 'ready'], { nodes: NODES });

/** No proxies: kube-proxy serves at the addresses of the pool. */
export const NONE = settled({
  services: [service({ workload: 'None' })],
  pools: [pool('default')],
  nodes: NODES,
});

interface PodOptions {
  readonly node?: string;
  readonly hostNetwork?: boolean;
  readonly hostIP?: string;
  readonly phase?: string;
  readonly sidecar?: boolean;
}

/** A pod of the namespace `other` that holds a host port. */
export function pod(name: string, port: number, options: PodOptions = {}): Pod {
  const { node: nodeName, hostNetwork, hostIP, phase = 'Running', sidecar = false } = options;
  const ports = [
    { containerPort: port, ...(hostNetwork ? {} : { hostPort: port }), ...(hostIP ? { hostIP } : {}) },
  ];
  const container = { name: 'main', ports };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'other' },
    spec: {
      ...(nodeName === undefined ? {} : { nodeName }),
      ...(hostNetwork ? { hostNetwork } : {}),
      ...(sidecar
        ? { containers: [{ name: 'main' }], initContainers: [{ ...container, restartPolicy: 'Always' }] }
        : { containers: [container] }),
    },
    status: { phase },
  };
}

/** The world with one of its Services changed, before the hooks are called. */
export function changed(world: World, change: (own: Service) => Service): World {
  return { ...world, services: world.services.map((own) => (keyOf(own) === 'shop/web' ? change(own) : own)) };
}
