import ipaddr from 'ipaddr.js';
import { listItems, parseEach } from './parsed.ts';
import type { Parsed } from './parsed.ts';

/** As in Service spec.ipFamilies. */
export type IPFamily = 'IPv4' | 'IPv6';

/** The family of an address, undefined if the text is none. IPv4 means four decimal parts without leading zeros, as the API server demands. */
export function familyOf(text = ''): IPFamily | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return /(^|\.)0\d/.test(text) ? undefined : 'IPv4';
  return ipaddr.IPv6.isValid(text) && !text.includes('%') ? 'IPv6' : undefined;
}

/** Orders addresses of one family by number: 10.0.0.9 before 10.0.0.10. */
export function compareAddresses(a: string, b: string): number {
  const left = ipaddr.parse(a).toByteArray();
  const right = ipaddr.parse(b).toByteArray();
  const differing = left.findIndex((byte, index) => byte !== right[index]);
  return differing === -1 ? 0 : (left[differing] ?? 0) - (right[differing] ?? 0);
}

/** One address that a socket can be bound to. */
export function parseHostAddress(text: string): Parsed<string> {
  if (familyOf(text) === undefined) return { fault: 'is no IP address like 192.0.2.1 or 2001:db8::1' };
  const address = ipaddr.parse(text);
  if (address.range() === 'unspecified') return { fault: 'means every address: leave the annotation out' };
  return { value: address.toString() };
}

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

function parseHost(text: string): Parsed<string> {
  if (familyOf(text) !== undefined) return { value: ipaddr.parse(text).toString() };
  if (HOST_NAME.test(text) && !/^[\d.]+$/.test(text)) return { value: text };
  return { fault: `has "${text}", which is no IP address and no lower-case host name like lb.example.org` };
}

/** IP addresses and host names in the order given, without duplicates: `192.0.2.1,lb.example.org`. */
export function parseHosts(text: string): Parsed<string[]> {
  const items = listItems(text);
  if (items.length === 0) return { fault: 'is empty: name an IP address or host name, or leave it out' };
  const hosts = parseEach(items, parseHost);
  return 'fault' in hosts ? hosts : { value: [...new Set(hosts.value)] };
}
