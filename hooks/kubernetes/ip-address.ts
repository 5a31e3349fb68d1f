import ipaddr from 'ipaddr.js';
import { isSubdomain } from './labels.ts';
import { listItems, parseEach } from './parsed.ts';
import type { Parsed } from './parsed.ts';

/** As in Service spec.ipFamilies. */
export type IPFamily = 'IPv4' | 'IPv6';

// Four decimal parts without leading zeros, as the API server demands. Thousands are read in one request, and ipaddr.js
// takes several times as long to say the same.
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/;

/**
 * The family of an address, undefined if the text is none. An IPv4 address in IPv6 form (::ffff:192.0.2.1) is none, because
 * the API server refuses it from Kubernetes 1.36 on (KEP-4858, StrictIPCIDRValidation). ipaddr.js also reads ::192.0.2.1,
 * a form that RFC 4291 gave up, as such an address.
 */
export function familyOf(text = ''): IPFamily | undefined {
  if (IPV4.test(text)) return 'IPv4';
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  // 64:ff9b::192.0.2.1
  const last = text.slice(text.lastIndexOf(':') + 1);
  if (last.includes('.') && !IPV4.test(last)) return undefined;
  return ipaddr.IPv6.parse(text).isIPv4MappedAddress() ? undefined : 'IPv6';
}

/** One address that a socket can be bound to. */
export function parseHostAddress(text: string): Parsed<string> {
  if (familyOf(text) === undefined) return { fault: 'is no IP address like 192.0.2.1 or 2001:db8::1' };
  const address = ipaddr.parse(text);
  if (address.range() === 'unspecified') return { fault: 'means every address: leave the annotation out' };
  return { value: address.toString() };
}

/** A text that orders as the host does: by its place in the order of families, then by number, or by letter. */
function sortKey(host: string, order: readonly (IPFamily | undefined)[]): string {
  const family = familyOf(host);
  const place = order.indexOf(family);
  if (family === undefined) return `${place}${host}`;
  const bytes = family === 'IPv4' ? host.split('.').map(Number) : ipaddr.parse(host).toByteArray();
  return `${place}${String.fromCharCode(...bytes)}`;
}

/**
 * Addresses and host names without duplicates: family by family, each by number (10.0.0.9 before 10.0.0.10), host names
 * last and by letter.
 */
export function sortedHosts(hosts: readonly string[], families: readonly IPFamily[] = []): string[] {
  if (hosts.length < 2) return [...hosts];
  const order = [...families, 'IPv4', 'IPv6', undefined] as const;
  // One key for each: with thousands of addresses, comparing is most of the work.
  return [...new Set(hosts)]
    .map((host) => ({ host, key: sortKey(host, order) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ host }) => host);
}

/** A lower-case DNS name, as the API server demands of a published host name; a text of digits and dots is none. */
export function isHostName(text: string): boolean {
  return isSubdomain(text) && !/^[\d.]+$/.test(text);
}

function parseHost(text: string): Parsed<string> {
  if (familyOf(text) !== undefined) return { value: ipaddr.parse(text).toString() };
  if (isHostName(text)) return { value: text };
  return { fault: `has "${text}", which is no IP address and no lower-case host name like lb.example.org` };
}

const MAX_HOSTS = 64;

/** IP addresses and host names in the order given, without duplicates: `192.0.2.1,lb.example.org`. */
export function parseHosts(text: string): Parsed<string[]> {
  const items = listItems(text);
  if (items.length === 0) return { fault: 'is empty: name an IP address or host name, or leave it out' };
  if (items.length > MAX_HOSTS) return { fault: `has ${items.length} entries, and ${MAX_HOSTS} are enough` };
  const hosts = parseEach(items, parseHost);
  return 'fault' in hosts ? hosts : { value: [...new Set(hosts.value)] };
}
