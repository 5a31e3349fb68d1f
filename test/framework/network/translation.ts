import type { IPFamily } from '../../../hooks/kubernetes/ip-address.ts';
import { loadRules } from './namespace.ts';
import type { Namespace } from './namespace.ts';
import type { ServicePort } from './service.ts';

/** How nft spells the families. */
export const DIALECTS: readonly { family: IPFamily; match: string }[] = [
  { family: 'IPv4', match: 'ip' },
  { family: 'IPv6', match: 'ip6' },
];

/** Matches packets of a family to a port. */
export function matchPort(family: IPFamily, { protocol }: ServicePort, port: number): string {
  return `meta nfproto ${family.toLowerCase()} ${protocol.toLowerCase()} dport ${port}`;
}

/** Replaces a table whose chain translates what comes in; the rules may jump to the chains. */
export function replaceTable(
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
