import type { Observed } from './observed.ts';
import type { Proxy } from './proxies.ts';

/** A node that takes traffic for the Service. */
export interface ReadyNode {
  readonly name: string;
  /** Since when its proxy is ready, in milliseconds since the epoch. */
  readonly readySince: number;
  /** The host ports that its proxies hold, `80/TCP`. */
  readonly ports: readonly string[];
}

// As kube-proxy does: an endpoint that is going still serves while nothing better is there.
function nodesWithEndpoint({ endpointSlices }: Observed): Set<string> {
  const endpoints = endpointSlices.flatMap((slice) => slice.endpoints ?? []);
  const usable = endpoints.filter(
    ({ conditions }) => conditions?.ready !== false || (conditions.serving && conditions.terminating),
  );
  return new Set(usable.flatMap(({ nodeName }) => nodeName ?? []));
}

/** The nodes with a ready proxy; one that holds no port is none of ours, whoever it says its owner is. */
export function readyNodes(proxies: readonly Proxy[]): ReadyNode[] {
  const nodes = new Map<string, ReadyNode>();
  for (const { node, readySince, ports } of proxies) {
    if (node === undefined || readySince === undefined || ports.length === 0) continue;
    const other = nodes.get(node);
    nodes.set(node, {
      name: node,
      readySince: Math.max(readySince, other?.readySince ?? 0),
      ports: other === undefined ? ports : [...other.ports, ...ports],
    });
  }
  return [...nodes.values()];
}

/**
 * Of the nodes, those that reach a backend. With externalTrafficPolicy Local these are the ones with an endpoint of
 * their own; but while there is no endpoint anywhere, all of them: the address must not vanish because the backends
 * restart, or were not there yet.
 */
export function servingNodes(
  nodes: readonly ReadyNode[],
  observed: Observed,
  local: boolean,
): readonly ReadyNode[] {
  const withEndpoint = local ? nodesWithEndpoint(observed) : new Set<string>();
  return withEndpoint.size === 0 ? nodes : nodes.filter(({ name }) => withEndpoint.has(name));
}
