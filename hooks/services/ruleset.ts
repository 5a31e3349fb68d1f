import ipaddr from 'ipaddr.js';
import { PROTOCOLS, portText } from './exposure.ts';
import type { ExposedPort, Exposure } from './exposure.ts';

/** nft variable that holds the node's own IPv4 address; set by the proxy (`nft -D HOST=...`) from the downward API. */
const HOST = '$HOST';

/** The ports of each protocol that has any. */
function byProtocol(ports: readonly ExposedPort[]): { dport: string; ports: ExposedPort[]; set: string }[] {
  return PROTOCOLS.flatMap((protocol) => {
    const own = ports.filter((port) => port.protocol === protocol);
    const set = `{ ${own.map(({ port }) => port).join(', ')} }`;
    return own.length > 0 ? [{ dport: `${protocol.toLowerCase()} dport`, ports: own, set }] : [];
  });
}

// Rendered from the parsed form, never from the text: nothing that a user wrote can become a statement.
function ipv4Ranges(ranges: readonly string[]): string[] {
  const networks = ranges
    .map((range) => range.trim())
    .filter((range) => ipaddr.IPv4.isValidCIDRFourPartDecimal(range))
    .map(
      (range) => `${ipaddr.IPv4.networkAddressFromCIDR(range).toString()}/${ipaddr.IPv4.parseCIDR(range)[1]}`,
    );
  return [...new Set(networks)].sort();
}

/** Connections from elsewhere are dropped before translation. Replies carry foreign sources too: only new ones are looked at. */
function sourceRules({ sourceRanges, ports }: Exposure): string[] {
  if (sourceRanges.length === 0) return [];
  const elements = ipv4Ranges(sourceRanges);
  return [
    'set sources {',
    '  type ipv4_addr; flags interval; auto-merge;',
    ...(elements.length > 0 ? [`  elements = { ${elements.join(', ')} }`] : []),
    '}',
    'chain sources {',
    '  type filter hook prerouting priority mangle; policy accept;',
    ...byProtocol(ports).map(({ dport, set }) => `  ct state new ip saddr != @sources ${dport} ${set} drop`),
    '}',
  ];
}

function toNodePorts(ports: readonly ExposedPort[]): string[] {
  return byProtocol(ports).map(({ dport, ports: own, set }) => {
    const map = own.map(({ port, nodePort }) => `${port} : ${nodePort ?? port}`).join(', ');
    return `  meta nfproto ipv4 ${dport} ${set} dnat ip to ${HOST} : ${dport} map { ${map} }`;
  });
}

function toClusterIP(ports: readonly ExposedPort[], clusterIP: string): string[] {
  return byProtocol(ports).map(
    ({ dport, set }) => `  meta nfproto ipv4 ${dport} ${set} dnat ip to ${clusterIP}`,
  );
}

// A node port sends only to endpoints of its own node, the cluster IP to all of them.
function translation({ ports, clusterIPs, local }: Exposure): string[] {
  if (clusterIPs.IPv4 === undefined) return [];
  const onNode = ports.filter(({ nodePort }) => local && nodePort !== undefined);
  const anywhere = ports.filter((port) => !onNode.includes(port));
  return [...toNodePorts(onNode), ...toClusterIP(anywhere, clusterIPs.IPv4)];
}

/** The complete nftables ruleset of a proxy, loaded in one transaction; loading it again replaces it. */
export function renderRuleset(exposure: Exposure): string {
  const body = [
    ...sourceRules(exposure),
    'chain prerouting {',
    '  type nat hook prerouting priority dstnat; policy accept;',
    ...translation(exposure),
    '}',
    'chain postrouting {',
    '  type nat hook postrouting priority srcnat; policy accept;',
    '  ct status dnat masquerade',
    '}',
  ];
  return [
    `# ${exposure.ports.map(portText).join(' ')}`,
    'table inet akrobateo',
    'delete table inet akrobateo',
    'table inet akrobateo {',
    ...body.map((line) => `  ${line}`),
    '}',
    '',
  ].join('\n');
}
