import { familyOf } from '../kubernetes/ip-address.ts';
import type { IPFamily } from '../kubernetes/ip-address.ts';
import type { AddressType, NodeAddress, PoolNode } from '../kubernetes/load-balancer-pool.ts';
import type { Service } from './observed.ts';
import type { Proxy } from './proxies.ts';

/** From a node's name to its addresses; none if the node is unknown. */
export type AddressBook = (node: string) => readonly NodeAddress[];

/** What is known without a pool: the addresses that the kubelet reports for the hosts of the proxies. */
export function proxyAddressBook(proxies: readonly Proxy[]): AddressBook {
  const book = new Map<string, readonly NodeAddress[]>();
  for (const { node, hostIPs } of proxies) {
    if (node === undefined || hostIPs.length === 0) continue;
    book.set(
      node,
      hostIPs.map((address) => ({ type: 'InternalIP', address })),
    );
  }
  return (node) => book.get(node) ?? [];
}

/** What a pool tells of its nodes. */
export function poolAddressBook(nodes: readonly PoolNode[]): AddressBook {
  const book = new Map(nodes.map(({ name, addresses }) => [name, addresses]));
  return (node) => book.get(node) ?? [];
}

/** The Service's families in its own order of preference. */
export function familiesOf({ spec }: Service): readonly IPFamily[] {
  const families = (spec?.ipFamilies ?? []).filter((family) => family === 'IPv4' || family === 'IPv6');
  if (families.length > 0) return families;
  return [familyOf(spec?.clusterIP ?? '') ?? 'IPv4'];
}

/** Addresses of the first type in the preference that any of the nodes has; host names pass as they are. */
function ofPreferredType(addresses: readonly NodeAddress[], preference: readonly AddressType[]): string[] {
  const type = preference.find((candidate) => addresses.some((address) => address.type === candidate));
  return addresses.filter((address) => address.type === type).map(({ address }) => address);
}

/** The addresses to publish for the nodes, each once, in no particular order. */
export function addressesOf(
  nodes: readonly string[],
  book: AddressBook,
  wanted: { readonly families: readonly IPFamily[]; readonly types: readonly AddressType[] },
): string[] {
  const usable = nodes
    .flatMap((node) => book(node))
    .filter(({ address }) => {
      const family = familyOf(address);
      return family === undefined || wanted.families.includes(family);
    });
  return [...new Set(ofPreferredType(usable, wanted.types))];
}
