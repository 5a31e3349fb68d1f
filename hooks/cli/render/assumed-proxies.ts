import type { V1DaemonSet, V1Deployment } from '@kubernetes/client-node';
import type { Node } from '../../pools/members.ts';
import type { DaemonSet, Pod, Service } from '../../services/observed.ts';
import type { Wire } from '../../kubernetes/wire.ts';
import { objectionToNode } from '../world/placement.ts';
import type { World } from '../world/world.ts';
import { LONG_AGO } from './placeholders.ts';

type Workload = Wire<V1DaemonSet | V1Deployment>;

/** Host ports that pods hold already, as `node 80/TCP`. */
export type TakenPorts = Set<string>;

const HASH = 'assumed';
const NO_FREE_PORTS =
  "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.";

function isDaemon({ kind }: Workload): boolean {
  return kind === 'DaemonSet';
}

function hostPortsOf({ spec }: Workload): string[] {
  const ports = spec?.template.spec?.containers.flatMap((container) => container.ports ?? []) ?? [];
  return ports.map(({ hostPort = 0, protocol = 'TCP' }) => `${hostPort}/${protocol}`);
}

function isReady({ status }: Node): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
}

/** The nodes that the scheduler would give it; a Deployment gets the first of them, which it may choose otherwise. */
function nodesFor(workload: Workload, nodes: readonly Node[]): Node[] {
  const podSpec = workload.spec?.template.spec ?? { containers: [] };
  const matching = nodes
    .filter((node) => isReady(node) && objectionToNode(podSpec, node, isDaemon(workload)) === null)
    .sort((a, b) => a.metadata.name.localeCompare(b.metadata.name, 'en', { numeric: true }));
  return matching;
}

function ownerOf(workload: Workload): { kind: string; name: string; uid: string } {
  const { name = '', uid = '' } = workload.metadata ?? {};
  return isDaemon(workload)
    ? { kind: 'DaemonSet', name, uid }
    : { kind: 'ReplicaSet', name: `${name}-${HASH}`, uid: `${uid}-${HASH}` };
}

function podOf(workload: Workload, node: Node, state: Pick<Pod, 'spec' | 'status'>): Pod {
  const { namespace = '', name = '' } = workload.metadata ?? {};
  const template = workload.spec?.template;
  const labels = {
    ...template?.metadata?.labels,
    ...(isDaemon(workload) ? {} : { 'pod-template-hash': HASH }),
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-${node.metadata.name}`,
      namespace,
      labels,
      creationTimestamp: LONG_AGO,
      ownerReferences: [{ apiVersion: 'apps/v1', ...ownerOf(workload), controller: true }],
    },
    ...state,
  };
}

function readyPod(workload: Workload, node: Node): Pod {
  const addresses = (node.status?.addresses ?? []).filter(({ type }) => type === 'InternalIP');
  const spec = { ...(workload.spec?.template.spec ?? { containers: [] }), nodeName: node.metadata.name };
  const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: LONG_AGO }];
  const hostIPs = addresses.map(({ address }) => ({ ip: address }));
  return podOf(workload, node, { spec, status: { phase: 'Running', hostIPs, conditions } });
}

/** A pod that the scheduler leaves waiting, pinned to its node as the DaemonSet controller does it. */
function waitingPod(workload: Workload, node: Node): Pod {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node.metadata.name] }];
  const nodeAffinity = {
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] },
  };
  const spec = { containers: [], ...(isDaemon(workload) ? { affinity: { nodeAffinity } } : {}) };
  const waiting = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: NO_FREE_PORTS };
  const conditions = [{ ...waiting, lastTransitionTime: LONG_AGO }];
  return podOf(workload, node, { spec, status: { phase: 'Pending', conditions } });
}

function placedPods(workload: Workload, nodes: readonly Node[], taken: TakenPorts): Pod[] {
  const ports = hostPortsOf(workload);
  const replicas = isDaemon(workload) ? Infinity : ((workload.spec as { replicas?: number }).replicas ?? 1);
  const pods: Pod[] = [];
  const isFree = ({ metadata }: Node) => !ports.some((port) => taken.has(`${metadata.name} ${port}`));
  const matching = nodesFor(workload, nodes);
  const candidates = isDaemon(workload)
    ? matching
    : [...matching.filter(isFree), ...matching.filter((node) => !isFree(node))];
  for (const node of candidates.slice(0, replicas)) {
    pods.push(isFree(node) ? readyPod(workload, node) : waitingPod(workload, node));
    for (const port of ports) taken.add(`${node.metadata.name} ${port}`);
  }
  return pods;
}

/** The workload as the API server and its controller would have it, when these pods are there. */
function applied(workload: Workload, { metadata }: Service, uid: string, pods: number): Workload {
  const owner = {
    apiVersion: 'v1',
    kind: 'Service',
    name: metadata.name,
    uid: metadata.uid,
    controller: true,
  };
  const status = isDaemon(workload)
    ? { desiredNumberScheduled: pods, updatedNumberScheduled: pods }
    : { updatedReplicas: pods };
  return {
    ...workload,
    metadata: {
      ...workload.metadata,
      uid,
      generation: 1,
      creationTimestamp: LONG_AGO,
      ownerReferences: [owner],
    },
    status: { observedGeneration: 1, ...status },
  };
}

function withWorkload(world: World, workload: Workload, pods: readonly Pod[]): World {
  return {
    ...world,
    pods,
    daemonSets: isDaemon(workload) ? [...world.daemonSets, workload as DaemonSet] : world.daemonSets,
    deployments: isDaemon(workload) ? world.deployments : [...world.deployments, workload],
  };
}

/** The world after the workload was applied and its proxies have become ready on every node that would take them. */
export function withAssumedProxies(
  world: World,
  service: Service,
  workload: Workload,
  taken: TakenPorts,
): World {
  const uid = `${service.metadata.uid}-workload`;
  const known = applied(workload, service, uid, 0);
  const pods = placedPods(known, world.nodes, taken);
  return withWorkload(world, applied(workload, service, uid, pods.length), [...world.pods, ...pods]);
}

/** The world with the workload that the given pods belong to, which was not given with them. */
export function withAssumedOwner(
  world: World,
  service: Service,
  workload: Workload,
  pods: readonly Pod[],
): World {
  const owners = pods.flatMap(({ metadata }) => metadata?.ownerReferences ?? []);
  const uid = owners.find(({ controller }) => controller)?.uid ?? `${service.metadata.uid}-workload`;
  return withWorkload(world, applied(workload, service, uid, pods.length), world.pods);
}
