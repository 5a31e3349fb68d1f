import type { WorkloadKind } from '../kubernetes/load-balancer-pool.ts';
import { ageOf } from '../kubernetes/objects.ts';
import { isOfItsService, isReadableStatus } from '../kubernetes/service-exposure.ts';
import type { ExposureSpec, ExposureStatus, ServiceExposure } from '../kubernetes/service-exposure.ts';

/** Another ServiceExposure as it comes with a request. Only the identity is checked: it may be of a newer version. */
export type OtherExposure = Pick<ServiceExposure, 'metadata'> & {
  readonly spec: Pick<ExposureSpec, 'service'>;
  readonly status?: unknown;
};

/** Another exposure that uses one of the ports. */
export interface Rival {
  /** `shop/web` */
  readonly service: string;
  readonly workload: WorkloadKind;
  /** The oldest one holds a port on the nodes that both use. */
  readonly isOlder: boolean;
  /** The ports that both use, `443/TCP`. */
  readonly ports: readonly string[];
  /** Where it is exposed, or will be next, in order of name; empty: it waits for one of these ports. */
  readonly nodes: readonly string[];
}

/**
 * Where an older exposure takes a port next: nothing that is older than it holds what it waits for there any more. That is known
 * only if this exposure requests all of these ports too, because otherwise their holders do not come with it.
 */
function nextNodes(
  { waitsFor }: ExposureStatus,
  requested: ReadonlySet<string>,
  older: readonly Rival[],
): string[] {
  if (waitsFor?.ports.every((port) => requested.has(port)) !== true) return [];
  const held = nodesOf(older.filter(({ ports }) => ports.some((port) => waitsFor.ports.includes(port))));
  return waitsFor.nodes.filter((name) => !held.has(name));
}

/** @param older those of the rivals that are older than the other one */
function asRival(other: OtherExposure, exposure: ServiceExposure, older: readonly Rival[]): Rival[] {
  const { metadata, spec, status } = other;
  if (!isOfItsService(other) || !isReadableStatus(status) || status.admitted === undefined) return [];
  const requested = new Set(exposure.spec.ports);
  const { workload, ports } = status.admitted;
  const shared = ports.filter((port) => requested.has(port));
  const isOlder = ageOf(spec.service) < ageOf(exposure.spec.service);
  const next = isOlder ? nextNodes(status, requested, older) : [];
  const nodes = [...status.nodes.map(({ name }) => name), ...next].sort();
  const waits = status.waitsFor?.ports.some((port) => requested.has(port)) === true;
  if (shared.length === 0 || (nodes.length === 0 && !waits)) return [];
  return [{ service: `${metadata.namespace}/${spec.service.name}`, workload, isOlder, ports: shared, nodes }];
}

/**
 * The exposures that hold a port of this one on a node or wait for one, the oldest first. All that wait for a port decide in
 * the same way who is next, so they do not take it together, and none of them has to change twice.
 */
export function readRivals(exposure: ServiceExposure, others: readonly OtherExposure[]): Rival[] {
  const rivals: Rival[] = [];
  const byAge = [...others].sort((a, b) => (ageOf(a.spec.service) < ageOf(b.spec.service) ? -1 : 1));
  for (const other of byAge) {
    if (other.metadata.uid !== exposure.metadata.uid) rivals.push(...asRival(other, exposure, rivals));
  }
  return rivals;
}

/**
 * Of these nodes, where an older exposure holds a port of this one. Without proxies kube-proxy takes every port of the Service on
 * a node, so none of them may be held there. With equal creation times the smaller uid counts as older.
 * @param nodes names; undefined: every node
 */
export function holdersOn(rivals: readonly Rival[], nodes: readonly string[] | undefined): Rival[] {
  const candidates = nodes && new Set(nodes);
  return rivals
    .filter(({ isOlder }) => isOlder)
    .map((rival) => ({ ...rival, nodes: rival.nodes.filter((name) => candidates?.has(name) ?? true) }))
    .filter((rival) => rival.nodes.length > 0);
}

/** The nodes of these exposures. */
export function nodesOf(rivals: readonly Rival[]): ReadonlySet<string> {
  return new Set(rivals.flatMap(({ nodes }) => nodes));
}
