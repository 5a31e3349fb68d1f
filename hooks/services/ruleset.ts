import ipaddr from 'ipaddr.js';
import type { IPFamily } from '../kubernetes/ip-address.ts';
import { PROTOCOLS } from '../kubernetes/ports.ts';
import type { Port } from '../kubernetes/ports.ts';

/** A port that proxies bind on their nodes. nodePort is kube-proxy's; absent, if the Service has none. */
export interface RequestedPort extends Port {
  readonly nodePort?: number;
}

/** What a ruleset is rendered from. */
export interface RulesetInput {
  /** In order of protocol and number; not empty. */
  readonly ports: readonly RequestedPort[];
  readonly clusterIPs: Readonly<Partial<Record<IPFamily, string>>>;
  /** externalTrafficPolicy Local: traffic stays on the node that it came to. */
  readonly isLocal: boolean;
  /** internalTrafficPolicy Local: the cluster IP leads only to endpoints of the node that the traffic is on (KEP-2086). */
  readonly isInternalLocal: boolean;
  /** CIDRs that may connect; empty: all. */
  readonly sourceRanges: readonly string[];
}

/** How nft spells a family. `host` is the node's own address, which the proxy knows from the downward API (`nft --define`). */
const DIALECTS = [
  { family: 'IPv4', match: 'ip', type: 'ipv4_addr', sources: 'sources4', host: '$HOST4' },
  { family: 'IPv6', match: 'ip6', type: 'ipv6_addr', sources: 'sources6', host: '$HOST6' },
] as const;
type Dialect = (typeof DIALECTS)[number];

/** The ports of each protocol that has any: `tcp dport` and `{ 80, 443 }`. It is one rule for any number of ports. */
function byProtocol(ports: readonly RequestedPort[]) {
  return PROTOCOLS.flatMap((protocol) => {
    const own = ports.filter((port) => port.protocol === protocol);
    const set = `{ ${own.map(({ port }) => port).join(', ')} }`;
    return own.length > 0 ? [{ dport: `${protocol.toLowerCase()} dport`, ports: own, set }] : [];
  });
}

/**
 * The ranges of one family. They are rendered from their parsed form, never from the text: nothing that a user wrote can
 * become a statement. A range that cannot be read admits no client.
 */
function networks(ranges: readonly string[], family: IPFamily): string[] {
  const isRange = (text: string): boolean =>
    family === 'IPv4' ? ipaddr.IPv4.isValidCIDRFourPartDecimal(text) : ipaddr.IPv6.isValidCIDR(text);
  const found = ranges
    .map((range) => range.trim())
    // The family is visible without parsing, which takes most of the time.
    .filter((range) => range.includes(':') === (family === 'IPv6') && !range.includes('%') && isRange(range))
    .map(
      (range) =>
        `${ipaddr[family].networkAddressFromCIDR(range).toString()}/${ipaddr[family].parseCIDR(range)[1]}`,
    );
  return [...new Set(found)].sort();
}

/**
 * Whether source ranges are given, and none of them is of this family. The proxies then refuse every client of the family,
 * but kube-proxy is open to all of them: it reads the ranges of each family alone (loadBalancerSourceRanges, kube-proxy's
 * servicePortInfo).
 */
export function admitsNobody(ranges: readonly string[], family: IPFamily): boolean {
  return ranges.length > 0 && networks(ranges, family).length === 0;
}

function sourceSet({ family, type, sources }: Dialect, ranges: readonly string[]): string[] {
  const elements = networks(ranges, family);
  return [
    `set ${sources} {`,
    `  type ${type}; flags interval; auto-merge;`,
    ...(elements.length > 0 ? [`  elements = { ${elements.join(', ')} }`] : []),
    '}',
  ];
}

// Connections from elsewhere are dropped before translation. Replies carry foreign sources too, so only new connections are checked.
function sourceRules({ sourceRanges, ports }: RulesetInput): string[] {
  if (sourceRanges.length === 0) return [];
  return [
    ...DIALECTS.flatMap((dialect) => sourceSet(dialect, sourceRanges)),
    'chain sources {',
    '  type filter hook prerouting priority mangle; policy accept;',
    ...byProtocol(ports).flatMap(({ dport, set }) =>
      DIALECTS.map(
        ({ match, sources }) => `  ct state new ${match} saddr != @${sources} ${dport} ${set} drop`,
      ),
    ),
    '}',
  ];
}

/**
 * Where the ports of one family lead.
 * 1. With externalTrafficPolicy Local to the node port, which leads only to endpoints of its own node.
 * 2. With internalTrafficPolicy Local to the node port too, which obeys externalTrafficPolicy: the cluster IP would drop the
 *    traffic on a node without an endpoint (KEP-2086).
 * 3. Otherwise, and without a node port (allocateLoadBalancerNodePorts: false), to the cluster IP.
 */
function translation(
  { family, match, host }: Dialect,
  { ports, clusterIPs, isLocal, isInternalLocal }: RulesetInput,
): string[] {
  const clusterIP = clusterIPs[family];
  if (clusterIP === undefined) return [];
  const onNode = ports.filter(({ nodePort }) => (isLocal || isInternalLocal) && nodePort !== undefined);
  const anywhere = ports.filter((port) => !onNode.includes(port));
  const protocol = `meta nfproto ${family.toLowerCase()}`;
  const nodeRules = byProtocol(onNode).map(({ dport, ports: own, set }) => {
    const map = own.map(({ port, nodePort }) => `${port} : ${nodePort ?? port}`).join(', ');
    return `  ${protocol} ${dport} ${set} dnat ${match} to ${host} : ${dport} map { ${map} }`;
  });
  const destination = ipaddr.parse(clusterIP).toString();
  const clusterRules = byProtocol(anywhere).map(
    ({ dport, set }) => `  ${protocol} ${dport} ${set} dnat ${match} to ${destination}`,
  );
  return [...nodeRules, ...clusterRules];
}

/** The complete nftables ruleset of a proxy, loaded in one transaction; loading it again replaces it. */
export function renderRuleset(exposure: RulesetInput): string {
  const body = [
    ...sourceRules(exposure),
    'chain prerouting {',
    '  type nat hook prerouting priority dstnat; policy accept;',
    ...DIALECTS.flatMap((dialect) => translation(dialect, exposure)),
    '}',
    'chain postrouting {',
    '  type nat hook postrouting priority srcnat; policy accept;',
    // The replies have to come back this way.
    '  ct status dnat masquerade',
    '}',
  ];
  return [
    'table inet akrobateo',
    'delete table inet akrobateo',
    'table inet akrobateo {',
    ...body.map((line) => `  ${line}`),
    '}',
    '',
  ].join('\n');
}
