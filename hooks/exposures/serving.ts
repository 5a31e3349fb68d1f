import type { EndpointSlice } from '../kubernetes/objects.ts';
import type { WrittenSpec } from '../kubernetes/service-exposure.ts';
import type { ExposureState } from './observed.ts';
import type { Proxy } from './proxies.ts';

/** A node with a ready proxy. */
export interface ReadyNode {
  readonly name: string;
  /** Since when its proxies are ready, in milliseconds since the epoch. */
  readonly readySince: number;
  /** The host ports that its proxies use, `80/TCP`. */
  readonly ports: readonly string[];
}

/**
 * The nodes with a ready proxy that uses at least one admitted port. A pod with other ports is not our proxy, whatever
 * its owner is, or is still of an older spec.
 */
export function readyNodes(proxies: readonly Proxy[], admitted: readonly string[]): ReadyNode[] {
  const isAdmitted = new Set(admitted);
  const nodes = new Map<string, ReadyNode>();
  for (const { node, readySince, ports } of proxies) {
    if (node === undefined || readySince === undefined) continue;
    if (!ports.some((port) => isAdmitted.has(port))) continue;
    const other = nodes.get(node);
    nodes.set(node, {
      name: node,
      readySince: Math.max(readySince, other?.readySince ?? 0),
      ports: other === undefined ? ports : [...other.ports, ...ports],
    });
  }
  return [...nodes.values()];
}

// As kube-proxy does: a terminating endpoint still serves while there is no ready one.
function nodesWithEndpoint(endpointSlices: readonly EndpointSlice[]): Set<string> {
  const endpoints = endpointSlices.flatMap((slice) => slice.endpoints ?? []);
  const usable = endpoints.filter(
    ({ conditions }) => conditions?.ready !== false || (conditions.serving && conditions.terminating),
  );
  return new Set(usable.flatMap(({ nodeName }) => nodeName ?? []));
}

/**
 * Why only nodes with an endpoint reach a backend; undefined: all do.
 * 1. externalTrafficPolicy Local.
 * 2. internalTrafficPolicy Local, if the proxies forward to the cluster IP: it leads only to endpoints of their own node.
 */
export function localPolicy(
  spec: Pick<WrittenSpec, 'externalTrafficPolicy' | 'internalTrafficPolicy'>,
): string | undefined {
  if (spec.externalTrafficPolicy === 'Local') return 'externalTrafficPolicy is Local';
  if (spec.internalTrafficPolicy !== 'Local') return undefined;
  return 'internalTrafficPolicy is Local without node ports';
}

/**
 * Of the nodes, those that reach a backend. Under a local policy these are the ones with an endpoint. While there
 * is no endpoint on any node, all of them: the address must not disappear because the backends restart, or do not exist yet.
 */
export function servingNodes(
  nodes: readonly ReadyNode[],
  { exposure, endpointSlices }: ExposureState,
): readonly ReadyNode[] {
  if (localPolicy(exposure.spec) === undefined) return nodes;
  const withEndpoint = nodesWithEndpoint(endpointSlices);
  return withEndpoint.size === 0 ? nodes : nodes.filter(({ name }) => withEndpoint.has(name));
}
