import { SERVICE_LABEL, SERVICE_UID_LABEL } from '../../kubernetes/keys.ts';
import type { Pod, Service } from '../../services/observed.ts';
import type { LoadBalancerPool } from '../../kubernetes/load-balancer-pool.ts';
import type { Node } from '../../pools/members.ts';
import { usageError } from '../exit.ts';
import { RESOURCES, resourceOf } from '../world/resources.ts';
import { keyOf, worldOf } from '../world/world.ts';
import type { Manifest, World } from '../world/world.ts';
import { uidFor, withClusterIPs, withPorts } from './placeholders.ts';

/** A world as an API server would hold it, and what was assumed to make it so. */
export interface Completed {
  readonly world: World;
  readonly notes: readonly string[];
}

const CLUSTER_SCOPED: readonly string[] = ['Namespace', 'Node', 'LoadBalancerPool'];

function inNamespace(manifest: Manifest, namespace: string): Manifest {
  if (CLUSTER_SCOPED.includes(manifest.kind) || manifest.metadata.namespace) return manifest;
  return { ...manifest, metadata: { ...manifest.metadata, namespace } };
}

/** Its proxies know the uid of a Service that was read without it. */
function uidOfProxies({ metadata: { name, namespace } }: Service, pods: readonly Pod[]): string | undefined {
  const labels = pods
    .filter(({ metadata }) => metadata?.namespace === namespace && metadata.labels?.[SERVICE_LABEL] === name)
    .map(({ metadata }) => metadata?.labels?.[SERVICE_UID_LABEL]);
  return labels[0];
}

/** Whether something can be assumed about it at all; if not, the hook's schema says what is wrong with it. */
function isPlain({ spec }: Service): boolean {
  const lists: unknown[] = [spec?.ports, spec?.ipFamilies, spec?.clusterIPs].map((list) => list ?? []);
  const ports: unknown = lists[0];
  return lists.every(Array.isArray) && (ports as unknown[]).every((port) => port instanceof Object);
}

function completeService(given: Service, pods: readonly Pod[]): Service {
  const uid = (given.metadata.uid as string | undefined) ?? uidOfProxies(given, pods) ?? uidFor(keyOf(given));
  const metadata = { ...given.metadata, uid };
  if (given.spec?.type !== 'LoadBalancer' || !isPlain(given)) return { ...given, metadata };
  return { ...given, metadata, spec: withPorts(withClusterIPs(given.spec)) };
}

function changedFields(given: Service, completed: Service): string[] {
  const { spec = {} } = given;
  const hasNodePort = (service: Service) => (service.spec?.ports ?? []).some(({ nodePort }) => nodePort);
  return [
    ...(given.metadata.uid === completed.metadata.uid ? [] : [`uid ${completed.metadata.uid}`]),
    ...(spec.clusterIP === completed.spec?.clusterIP ? [] : [`clusterIP ${completed.spec?.clusterIP ?? ''}`]),
    ...(hasNodePort(given) === hasNodePort(completed) ? [] : ['nodePorts from 30000']),
  ];
}

function serviceNotes(given: readonly Service[], completed: readonly Service[]): string[] {
  return completed.flatMap((service, index) => {
    if (!isPlain(service) || service.spec?.type !== 'LoadBalancer') return [];
    const fields = changedFields(given[index] ?? service, service);
    if (fields.length === 0) return [];
    return [`Service ${keyOf(service)}: ${fields.join(', ')} stand for what the API server will choose`];
  });
}

function completePool(pool: LoadBalancerPool): LoadBalancerPool {
  return { ...pool, metadata: { ...pool.metadata, generation: pool.metadata.generation ?? 1 } };
}

/** A node as a person writes it has neither the kubelet's labels nor its conditions. */
function completeNode(node: Node): Node {
  const { name, labels } = node.metadata;
  const kubelets = { 'kubernetes.io/os': 'linux', 'kubernetes.io/hostname': name };
  const conditions = node.status?.conditions ?? [{ type: 'Ready', status: 'True' }];
  return {
    ...node,
    metadata: { ...node.metadata, labels: { ...kubelets, ...labels } },
    status: { ...node.status, conditions },
  };
}

function nodeNotes(nodes: readonly Node[]): string[] {
  const written = nodes.filter(({ status }) => status?.conditions === undefined);
  if (written.length === 0) return [];
  return [
    `Nodes without conditions count as ready: ${written.map(({ metadata }) => metadata.name).join(', ')}`,
  ];
}

function ignoredNotes(manifests: readonly Manifest[]): string[] {
  const ignored = manifests.filter((manifest) => resourceOf(manifest) === undefined);
  const read = Object.values(RESOURCES).map(({ kind }) => kind);
  return ignored.map(
    (manifest) =>
      `${manifest.kind} ${keyOf(manifest)} (${manifest.apiVersion}) is none of ${read.join(', ')}: ignored`,
  );
}

function refuseDuplicates(manifests: readonly Manifest[]): void {
  const seen = new Set<string>();
  for (const manifest of manifests) {
    const name = `${manifest.kind} ${keyOf(manifest)}`;
    const key = `${manifest.apiVersion} ${name}`;
    if (seen.has(key)) throw usageError(`${name} is given twice; name each file once.`);
    seen.add(key);
  }
}

/**
 * What the API server would make of manifests as a person writes them.
 * @param namespace of those that name none
 * @throws CliError
 */
export function completeWorld(manifests: readonly Manifest[], namespace: string): Completed {
  const placed = manifests.map((manifest) => inNamespace(manifest, namespace));
  refuseDuplicates(placed);
  const given = worldOf(placed);
  const services = given.services.map((service) => completeService(service, given.pods));
  const world = {
    ...given,
    services,
    pools: given.pools.map(completePool),
    nodes: given.nodes.map(completeNode),
  };
  const notes = [
    ...ignoredNotes(placed),
    ...serviceNotes(given.services, services),
    ...nodeNotes(given.nodes),
  ];
  return { world, notes };
}
