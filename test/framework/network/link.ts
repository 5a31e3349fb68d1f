import { runIn } from './namespace.ts';
import type { Namespace } from './namespace.ts';

/** An address of each family. */
export interface Addresses {
  readonly IPv4: string;
  readonly IPv6: string;
}

/** The two ends of the veth with this number. */
export interface Link {
  readonly near: Addresses;
  readonly far: Addresses;
}

/** An address in the network of a link. Only ranges that are set aside for tests and for private use are used. */
export function addressIn(link: number, host: number): Addresses {
  return { IPv4: `198.18.${link}.${host}`, IPv6: `fd00:${link}::${host}` };
}

/** Gives the end of the link to `peer` that is in `namespace` more addresses. */
export function addAddresses(namespace: Namespace, peer: Namespace, { IPv4, IPv6 }: Addresses): void {
  const device = `to-${peer.name}`;
  // Without duplicate address detection an IPv6 address can be used at once.
  const commands = [`address add ${IPv4}/24 dev ${device}`, `address add ${IPv6}/64 dev ${device} nodad`];
  runIn(namespace, ['ip', '-batch', '-'], commands.join('\n'));
}

/** Joins two namespaces by a veth; `near` gets the address with 1 at its end, `far` the one with 2. */
export function join(near: Namespace, far: Namespace, link: number): Link {
  const [there, back] = [`to-${far.name}`, `to-${near.name}`];
  const peer = ['peer', 'name', back, 'netns', String(far.pid)];
  runIn(near, ['ip', 'link', 'add', there, 'type', 'veth', ...peer]);
  const ends = { near: addressIn(link, 1), far: addressIn(link, 2) };
  addAddresses(near, far, ends.near);
  addAddresses(far, near, ends.far);
  runIn(near, ['ip', 'link', 'set', there, 'up']);
  runIn(far, ['ip', 'link', 'set', back, 'up']);
  return ends;
}

/** Sends what is for `destination` (`default`, or a prefix of each family) by way of the router. */
export function route(from: Namespace, router: Addresses, prefix?: Addresses): void {
  for (const family of ['IPv4', 'IPv6'] as const) {
    const flag = family === 'IPv4' ? '-4' : '-6';
    runIn(from, ['ip', flag, 'route', 'add', prefix?.[family] ?? 'default', 'via', router[family]]);
  }
}
