import { readConfig } from '../../hooks/config.ts';
import { hooksAt, withExposures, withPools } from '../../hooks/cli/hooks.ts';
import { EMPTY_WORLD, RESOURCES, keyOf, worldOf } from '../../hooks/cli/world.ts';
import type { Manifest, World } from '../../hooks/cli/world.ts';
import type { LoadBalancerPool } from '../../hooks/kubernetes/load-balancer-pool.ts';
import type { DaemonSet, Pod } from '../../hooks/kubernetes/objects.ts';
import type { Node } from '../../hooks/pools/members.ts';
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

/** The world after the hooks were called, and what they answered was applied. */
export function settled(given: Partial<World>): World {
  const hooks = hooksAt(NOW, readConfig({}));
  const world = withExposures(withPools({ ...EMPTY_WORLD, ...given }, hooks), hooks);
  const present = [...world.daemonSets, ...world.deployments].map(keyOf);
  const applied = world.services.map((own) => {
    const { attachments, status, annotations } = hooks.service(own, world);
    const owner = { ...RESOURCES.services, name: own.metadata.name, uid: own.metadata.uid, controller: true };
    const workloads = attachments
      .filter((each) => each.kind !== RESOURCES.exposures.kind && !present.includes(keyOf(each)))
      .map((each) => {
        const added = { uid: `uid-of-${keyOf(each)}`, generation: 1, ownerReferences: [owner] };
        return { ...each, metadata: { ...each.metadata, ...added } } as unknown as Manifest;
      });
    const texts = Object.entries({ ...own.metadata.annotations, ...annotations });
    const set = Object.fromEntries(texts.filter(([, text]) => text !== null)) as Record<string, string>;
    const changes = status === undefined ? {} : { status };
    return { service: { ...own, metadata: { ...own.metadata, annotations: set }, ...changes }, workloads };
  });
  const created = worldOf(applied.flatMap(({ workloads }) => workloads));
  return {
    ...world,
    services: applied.map(({ service: own }) => own),
    daemonSets: [...world.daemonSets, ...created.daemonSets],
    deployments: [...world.deployments, ...created.deployments],
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
  const ready = state === 'ready';
  const terminated = { exitCode: 1, message: 'net.ipv4.ip_forward is 0 on this node: set it to 1' };
  const container = { name: 'tcp', image: 'proxy', imageID: '', restartCount: 0, ready };
  return {
    phase: 'Running',
    hostIPs: [{ ip: hostIP }],
    conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', ...at }],
    containerStatuses: [{ ...container, ...(ready ? {} : { lastState: { terminated } }) }],
  };
}

function proxy({ kind, metadata, spec }: DaemonSet, index: number, state: ProxyState): Pod {
  const [name, uid, at] = [String(metadata?.name), String(metadata?.uid), `n${index + 1}`];
  // A pod of a DaemonSet is made for a node.
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [at] }];
  const required = { nodeSelectorTerms: [{ matchFields }] };
  const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
  const own =
    kind === 'DaemonSet'
      ? { owner: { kind, name, uid }, more: { affinity }, hash: {} }
      : {
          owner: { kind: 'ReplicaSet', name: `${name}-abc`, uid: 'rs' },
          more: {},
          hash: { 'pod-template-hash': 'abc' },
        };
  return {
    ...{ apiVersion: 'v1', kind: 'Pod' },
    metadata: {
      name: `${name}-${at}`,
      namespace: String(metadata?.namespace),
      labels: { ...spec?.template.metadata?.labels, ...own.hash },
      creationTimestamp: CREATED,
      ownerReferences: [{ apiVersion: 'apps/v1', ...own.owner, controller: true }],
    },
    spec: {
      ...{ containers: [], ...spec?.template.spec, ...own.more },
      ...(state === 'port taken' ? {} : { nodeName: at }),
    },
    status: statusOf(state, `192.168.0.${index + 2}`),
  };
}

/** A Service with a proxy in each of these states, on n1, n2 and so on, and everything that the hooks write. */
export function running(own: Service, states: readonly ProxyState[], given: Partial<World> = {}): World {
  const world = settled({ ...given, services: [own] });
  const [number, observed] = [states.length, { observedGeneration: 1 }];
  const scheduled = { desiredNumberScheduled: number, updatedNumberScheduled: number };
  const status = { currentNumberScheduled: number, numberMisscheduled: 0, numberReady: number, ...scheduled };
  const workloads = [...world.daemonSets, ...world.deployments] as DaemonSet[];
  return settled({
    ...world,
    pods: workloads.flatMap((workload) => states.map((state, index) => proxy(workload, index, state))),
    daemonSets: world.daemonSets.map((each) => ({ ...each, status: { ...status, ...observed } })),
    deployments: world.deployments.map((each) => ({
      ...each,
      status: { ...observed, updatedReplicas: number },
    })),
  });
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
  const own = { ...(hostNetwork ? {} : { hostPort: port }), ...(hostIP ? { hostIP } : {}) };
  const container = { name: 'main', ports: [{ containerPort: port, ...own }] };
  const initContainers = [{ ...container, restartPolicy: 'Always' }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'other' },
    spec: {
      ...(nodeName === undefined ? {} : { nodeName }),
      ...(hostNetwork ? { hostNetwork } : {}),
      ...(sidecar ? { containers: [{ name: 'main' }], initContainers } : { containers: [container] }),
    },
    status: { phase },
  };
}

/** The world with one of its Services changed, before the hooks are called. */
export function changed(world: World, change: (own: Service) => Service): World {
  return { ...world, services: world.services.map((own) => (keyOf(own) === 'shop/web' ? change(own) : own)) };
}
