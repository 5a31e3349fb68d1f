import { familyOf, sortedHosts } from '../kubernetes/ip-address.ts';
import type { AddressType, NodeAddress } from '../kubernetes/node-address.ts';
import type { ExposureNode, ExposureSpec } from '../kubernetes/service-exposure.ts';
import type { Pool } from './pool.ts';
import type { Proxy } from './proxies.ts';

/** From the name of a node to its addresses. */
type AddressBook = ReadonlyMap<string, readonly NodeAddress[]>;

/** What to publish for each node, in the Service's order of families. A node without a usable address is left out. */
export type Addresses = ReadonlyMap<string, readonly string[]>;

const DEFAULT_TYPES: readonly AddressType[] = ['ExternalIP', 'InternalIP'];

/** Without a pool only the addresses are known that the kubelet reports for the hosts of the proxies. */
export function hostAddresses(proxies: readonly Proxy[]): AddressBook {
  const book = new Map<string, readonly NodeAddress[]>();
  for (const { node, hostIPs } of proxies) {
    if (node === undefined || hostIPs.length === 0) continue;
    book.set(
      node,
      hostIPs.map((address) => ({ type: 'InternalIP', address })),
    );
  }
  return book;
}

/** The addresses in the status of a pool. */
export function poolAddresses({ nodes = [] }: Pool): AddressBook {
  return new Map(nodes.map(({ name, addresses }) => [name, addresses]));
}

/** The addresses of a previous status, while there is nothing newer. */
export function previousAddresses(nodes: readonly ExposureNode[]): Addresses {
  return new Map(nodes.map(({ name, addresses }) => [name, addresses]));
}

/**
 * Chooses the addresses of nodes: those of the Service's families, of the first preferred type that any of the nodes has.
 * Host names belong to every family.
 */
export function chooseAddresses(
  nodes: readonly string[],
  book: AddressBook,
  { families, options }: ExposureSpec,
  pool: Pool | undefined,
): Addresses {
  const isUsable = ({ address }: NodeAddress): boolean => {
    const family = familyOf(address);
    return family === undefined || families.includes(family);
  };
  const usable = new Map(nodes.map((name) => [name, (book.get(name) ?? []).filter(isUsable)]));
  const present = new Set([...usable.values()].flatMap((addresses) => addresses.map(({ type }) => type)));
  const preference = options.addressTypes ?? pool?.spec.addressTypes ?? DEFAULT_TYPES;
  const chosen = preference.find((type) => present.has(type));
  const result = new Map<string, readonly string[]>();
  for (const [name, addresses] of usable) {
    const own = addresses.filter(({ type }) => type === chosen).map(({ address }) => address);
    if (own.length > 0) result.set(name, sortedHosts(own, families));
  }
  return result;
}
