import type { IPFamily } from '../../../hooks/kubernetes/ip-address.ts';
import { loadRules } from './namespace.ts';
import type { Namespace } from './namespace.ts';
import { BACKEND, CLUSTER_IP, OTHER_BACKEND } from './network.ts';
import type { Addresses } from './network.ts';
import type { ServicePort, ServiceSpec } from './service.ts';

// What two programs do on a node, as a few rules of nftables: kube-proxy and the CNI plugin portmap.

/** Which backends a Service has. */
export type Backends = readonly Addresses[];
/** One on each node. */
const BOTH: Backends = [BACKEND, OTHER_BACKEND];

/** How nft spells the families. */
const DIALECTS: readonly { family: IPFamily; match: string }[] = [
  { family: 'IPv4', match: 'ip' },
  { family: 'IPv6', match: 'ip6' },
];

/** Matches packets of a family to a port. */
function matchPort(family: IPFamily, { protocol }: ServicePort, port: number): string {
  return `meta nfproto ${family.toLowerCase()} ${protocol.toLowerCase()} dport ${port}`;
}

/** Replaces a table whose chain translates what comes in; the rules may jump to the chains. */
function replaceTable(
  node: Namespace,
  name: string,
  rules: readonly string[],
  chains: readonly (readonly string[])[] = [],
): void {
  const table = `table inet ${name}`;
  const others = chains.flatMap((lines, index) => [`chain pod${index} {`, ...lines, '}']);
  const chain = 'chain translate { type nat hook prerouting priority dstnat; policy accept;';
  loadRules(node, [table, `delete ${table}`, `${table} {`, ...others, chain, ...rules, '}', '}']);
}

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

/** Which pod has which of the node's ports. */
export interface HostPorts {
  readonly ports: readonly ServicePort[];
  readonly pod: Addresses;
  /** The only addresses of the node that they are mapped at; else all of them. */
  readonly at?: Addresses;
}

function podRules({ ports, pod }: HostPorts): string[] {
  return DIALECTS.flatMap(({ family, match }) =>
    ports.map((port) => `${matchPort(family, port, port.port)} dnat ${match} to ${pod[family]}`),
  );
}

function jumps({ at }: HostPorts, index: number): string[] {
  if (at === undefined) return [`fib daddr type local jump pod${index}`];
  return DIALECTS.map(({ family, match }) => `${match} daddr ${at[family]} jump pod${index}`);
}

/**
 * Lets the node track connections apart from those in other zones. A client may use a source port again within minutes;
 * without this the node would send it to the pod that it knows from the connection before.
 */
export function trackConnections(node: Namespace, zone: number): void {
  const table = 'table inet tracking';
  const chain = 'chain zone { type filter hook prerouting priority raw; policy accept;';
  loadRules(node, [table, `delete ${table}`, `${table} {`, chain, `ct zone set ${zone}`, '}', '}']);
}

/** As portmap does: the node's ports lead to the pods, a chain for each; the source address stays. */
export function mapHostPorts(node: Namespace, ...mappings: readonly HostPorts[]): void {
  replaceTable(node, 'port_map', mappings.flatMap(jumps), mappings.map(podRules));
}
