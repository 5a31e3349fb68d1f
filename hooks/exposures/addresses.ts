import { familyOf, sortedHosts } from '../kubernetes/ip-address.ts';
import type { IPFamily } from '../kubernetes/ip-address.ts';
import type { AddressType, NodeAddress } from '../kubernetes/node-address.ts';
import type { ExposureNode, ExposureOptions, ExposureSpec } from '../kubernetes/service-exposure.ts';
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

/** The types of node address that may be published, in order of preference. */
export function addressTypes(
  { addressTypes: requested }: ExposureOptions,
  pool: Pool | undefined,
): readonly AddressType[] {
  return requested ?? pool?.spec.addressTypes ?? DEFAULT_TYPES;
}

/**
 * Chooses the addresses of nodes. For each family of the Service it is the first preferred type that any of the nodes has in
 * this family. Host names belong to every family.
 */
export function chooseAddresses(
  nodes: readonly string[],
  book: AddressBook,
  { families, options }: ExposureSpec,
  pool: Pool | undefined,
): Addresses {
  const isOf = (family: IPFamily, { address }: NodeAddress): boolean =>
    (familyOf(address) ?? family) === family;
  const all = nodes.flatMap((name) => book.get(name) ?? []);
  const types = addressTypes(options, pool);
  const chosen = families.map((family) => {
    const present = new Set(all.filter((address) => isOf(family, address)).map(({ type }) => type));
    return { family, type: types.find((type) => present.has(type)) };
  });
  const isChosen = (address: NodeAddress): boolean =>
    chosen.some(({ family, type }) => address.type === type && isOf(family, address));
  const result = new Map<string, readonly string[]>();
  for (const name of nodes) {
    const own = (book.get(name) ?? []).filter(isChosen).map(({ address }) => address);
    if (own.length > 0) result.set(name, sortedHosts(own, families));
  }
  return result;
}

/** The families of the Service that none of the addresses belongs to. Those of an annotation are not judged. */
export function missingFamilies(
  addresses: readonly string[],
  { families, options }: ExposureSpec,
): IPFamily[] {
  const areGiven = options.addresses !== undefined || options.hostIP !== undefined;
  if (areGiven || addresses.length === 0) return [];
  const present = new Set(addresses.map((address) => familyOf(address)));
  const hasHostName = present.has(undefined);
  return families.filter((family) => !hasHostName && !present.has(family));
}
