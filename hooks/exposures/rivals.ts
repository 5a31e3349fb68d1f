import { isReadableStatus } from '../kubernetes/exposure-schema.ts';
import type { WorkloadKind } from '../kubernetes/load-balancer-pool.ts';
import { nodesText, problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import { isOfItsService } from '../kubernetes/service-exposure.ts';
import type { ExposureSpec, ServiceExposure } from '../kubernetes/service-exposure.ts';

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
  /** Where it is exposed. */
  readonly nodes: readonly string[];
}

// The API server writes all times in one form, so their texts are in order. Times are whole seconds, and uids differ.
function ageOf({ spec: { service } }: Pick<OtherExposure, 'spec'>): string {
  return `${service.creationTimestamp ?? ''} ${service.uid}`;
}

function asRival(other: OtherExposure, exposure: ServiceExposure): Rival[] {
  const { metadata, spec, status } = other;
  if (!isOfItsService(other) || !isReadableStatus(status) || status.admitted === undefined) return [];
  const requested = new Set(exposure.spec.ports);
  const { workload, ports } = status.admitted;
  return [
    {
      service: `${metadata.namespace}/${spec.service.name}`,
      workload,
      isOlder: ageOf(other) < ageOf(exposure),
      ports: ports.filter((port) => requested.has(port)),
      nodes: status.nodes.map(({ name }) => name),
    },
  ];
}

/** The exposures that are exposed on a node with one of the ports of this one, the oldest first. */
export function readRivals(exposure: ServiceExposure, others: readonly OtherExposure[]): Rival[] {
  return others
    .filter(({ metadata }) => metadata.uid !== exposure.metadata.uid)
    .sort((a, b) => (ageOf(a) < ageOf(b) ? -1 : 1))
    .flatMap((other) => asRival(other, exposure))
    .filter(({ ports, nodes }) => ports.length > 0 && nodes.length > 0);
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

/** `Service shop/web (workload None)` */
export function rivalText({ service, workload }: Rival): string {
  return `Service ${service} (workload ${workload})`;
}

/** `Service shop/web (workload None) on nodes n1, n2` */
export function holderText(rival: Rival): string {
  return `${rivalText(rival)} on ${nodesText(rival.nodes)}`;
}

/** Says who holds the ports of an exposure without proxies. */
export function heldProblems(holders: readonly Rival[]): Problem[] {
  return holders.map((holder) => {
    const verb = holder.ports.length === 1 ? 'is' : 'are';
    const what = `${holder.ports.join(', ')} ${verb} already used by ${holderText(holder)}`;
    return problem('PortTaken', `${what}; choose another port or another pool`);
  });
}

/** Who uses one of the ports of this exposure on the node of a waiting proxy, or on any node; undefined: it is not known. */
export function holderOf(rivals: readonly Rival[], node: string | undefined): Rival | undefined {
  if (node === undefined) return rivals[0];
  return rivals.find(({ nodes }) => nodes.includes(node));
}
