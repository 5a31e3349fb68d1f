import type { Addresses } from './link.ts';
import type { Namespace } from './namespace.ts';
import { BACKEND, CLUSTER_IP, OTHER_BACKEND } from './network.ts';
import type { ServiceSpec } from './service.ts';
import { DIALECTS, matchPort, replaceTable } from './translation.ts';

/** Which backends a Service has. */
export type Backends = readonly Addresses[];
/** One on each node. */
const BOTH: Backends = [BACKEND, OTHER_BACKEND];

/** With a policy Local, only those of the own node. */
function reachable(backends: Backends, policy: 'Cluster' | 'Local' = 'Cluster'): Backends {
  return policy === 'Local' ? backends.filter((backend) => backend === BACKEND) : backends;
}

function clusterIPRules(backends: Backends): string[] {
  return DIALECTS.map(({ family, match }) => {
    if (backends.length === 0) return `${match} daddr ${CLUSTER_IP[family]} drop`;
    const turns = backends.map((backend, index) => `${index} : ${backend[family]}`).join(', ');
    const target = `numgen inc mod ${backends.length} map { ${turns} }`;
    return `${match} daddr ${CLUSTER_IP[family]} dnat ${match} to ${target}`;
  });
}

function nodePortRules({ ports }: ServiceSpec, backends: Backends): string[] {
  return DIALECTS.flatMap(({ family, match }) =>
    ports.flatMap((port) => {
      if (port.nodePort === undefined) return [];
      const matches = `${matchPort(family, port, port.nodePort)} fib daddr type local`;
      if (backends.length === 0) return [`${matches} drop`];
      return backends.map((backend, index) => {
        const address = family === 'IPv4' ? backend.IPv4 : `[${backend.IPv6}]`;
        // As with iptables: of those that are left, each gets its part.
        const turn = `numgen inc mod ${backends.length - index} 0`;
        return `${matches} ${turn} dnat ${match} to ${address}:${port.port}`;
      });
    }),
  );
}

/**
 * As kube-proxy does: the cluster IP and the node ports lead to each backend in turn. internalTrafficPolicy is about the
 * one and externalTrafficPolicy about the other.
 */
export function serveService(node: Namespace, spec: ServiceSpec, backends = BOTH): void {
  const { externalTrafficPolicy, internalTrafficPolicy } = spec;
  const internal = clusterIPRules(reachable(backends, internalTrafficPolicy));
  const external = nodePortRules(spec, reachable(backends, externalTrafficPolicy));
  replaceTable(node, 'kube_proxy', [...internal, ...external]);
}
