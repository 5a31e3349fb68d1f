import type { Addresses } from './link.ts';
import type { Namespace } from './namespace.ts';
import { BACKEND, CLUSTER_IP, OTHER_BACKEND } from './network.ts';
import type { ServicePort } from './service.ts';
import { DIALECTS, matchPort, replaceTable } from './translation.ts';

/** Which backends a Service has. */
export type Backends = readonly Addresses[];
/** One on each node. */
const BOTH: Backends = [BACKEND, OTHER_BACKEND];

function clusterIPRules(backends: Backends): string[] {
  return DIALECTS.map(({ family, match }) => {
    const turns = backends.map((backend, index) => `${index} : ${backend[family]}`).join(', ');
    const target = `numgen inc mod ${backends.length} map { ${turns} }`;
    return `${match} daddr ${CLUSTER_IP[family]} dnat ${match} to ${target}`;
  });
}

function nodePortRules(ports: readonly ServicePort[], hasOwn: boolean): string[] {
  return DIALECTS.flatMap(({ family, match }) => {
    const address = family === 'IPv4' ? BACKEND.IPv4 : `[${BACKEND.IPv6}]`;
    return ports.flatMap((port) => {
      if (port.nodePort === undefined) return [];
      const matches = `${matchPort(family, port, port.nodePort)} fib daddr type local`;
      return hasOwn ? `${matches} dnat ${match} to ${address}:${port.port}` : `${matches} drop`;
    });
  });
}

/** As kube-proxy does: the cluster IP leads to each backend in turn, a node port to the backend of its own node. */
export function serveClusterIP(node: Namespace, ports: readonly ServicePort[], backends = BOTH): void {
  const hasOwn = backends.includes(BACKEND);
  replaceTable(node, 'kube_proxy', [...clusterIPRules(backends), ...nodePortRules(ports, hasOwn)]);
}
