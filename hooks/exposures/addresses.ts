import { familyOf, sortedHosts } from '../kubernetes/ip-address.ts';
import type { IPFamily } from '../kubernetes/ip-address.ts';
import { PREFIX } from '../kubernetes/keys.ts';
import type { AddressType, NodeAddress } from '../kubernetes/node-address.ts';
import { problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { ExposureOptions, ExposureSpec } from '../kubernetes/service-exposure.ts';
import type { AdmittedExposure } from './admitted.ts';
import type { Pool } from './pool.ts';
import type { Proxy } from './proxies.ts';

/** From the name of a node to its addresses. */
type AddressBook = ReadonlyMap<string, readonly NodeAddress[]>;

/** What to publish for each node, in the Service's order of families. A node without a usable address is left out. */
type Addresses = ReadonlyMap<string, readonly string[]>;

const DEFAULT_TYPES: readonly AddressType[] = ['ExternalIP', 'InternalIP'];

/** Whether an annotation gives the addresses to publish. */
export function areGiven({ addresses, hostIP }: ExposureOptions): boolean {
  return addresses !== undefined || hostIP !== undefined;
}

/** The addresses of nodes in the status of a pool or of the exposure. */
export function addressesIn<T>(
  nodes: readonly { readonly name: string; readonly addresses: T }[],
): ReadonlyMap<string, T> {
  return new Map(nodes.map(({ name, addresses }) => [name, addresses]));
}

/** Without a pool only the addresses are known that the kubelet reports for the hosts of the proxies. */
function hostAddresses(proxies: readonly Proxy[]): AddressBook {
  const known = proxies.filter(({ hostIPs }) => hostIPs.length > 0);
  return addressesIn(
    known.map(({ node = '', hostIPs }) => ({
      name: node,
      addresses: hostIPs.map((address) => ({ type: 'InternalIP', address })),
    })),
  );
}

/** The types of node address that may be published, in order of preference. */
function addressTypes({ addressTypes: requested }: ExposureOptions, pool: Pool | undefined) {
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

/**
 * Says which families of the Service are not exposed, while others are: no address that is published belongs to them. Those
 * of an annotation are not judged.
 */
export function familyProblems(
  addresses: readonly string[],
  { exposure, pool }: Pick<AdmittedExposure, 'exposure' | 'pool'>,
): Problem[] {
  const { families, options } = exposure.spec;
  const present = new Set(addresses.map((address) => familyOf(address)));
  // A host name, which is of no family, may lead to any.
  if (areGiven(options) || addresses.length === 0 || present.has(undefined)) return [];
  const types = addressTypes(options, pool).join(' or ');
  const others = families.filter((family) => present.has(family)).join(', ');
  return families
    .filter((family) => !present.has(family))
    .map((family) => {
      const what = `no serving node has an ${family} address of type ${types}, so only ${others} is exposed`;
      const how = `add one to the nodes, choose other types with the annotation ${PREFIX}address-types`;
      return problem('FamilyWithoutAddress', `${what}; ${how}, or request only ${others} in spec.ipFamilies`);
    });
}

/** The nodes of the pool, if they can be published. An empty pool has probably lost its nodes by mistake. */
function knownNodes({ pool, previous }: AdmittedExposure): Pool['nodes'] {
  const isLost = pool?.state === 'empty' && previous.nodes.length > 0;
  return isLost ? undefined : pool?.nodes;
}

/**
 * The addresses of nodes with proxies, and which families are missing among them.
 * 1. With given addresses every node counts, without any of its own.
 * 2. Those in the status of the pool.
 * 3. While the nodes of the pool are not known, those of the previous status.
 * 4. Without a pool, those of the hosts.
 */
export function readAddresses(
  names: readonly string[],
  of: AdmittedExposure,
): { readonly addresses: Addresses; readonly problems: readonly Problem[] } {
  const { exposure, admitted, pool, previous, proxies } = of;
  const { spec } = exposure;
  if (areGiven(spec.options)) return { addresses: new Map(names.map((name) => [name, []])), problems: [] };
  const before = addressesIn(previous.nodes);
  const members = knownNodes(of);
  const wasInPool = admitted.pool !== undefined && before.size > 0;
  if (!members && (pool?.state === 'stale' || wasInPool)) return { addresses: before, problems: [] };
  const book = members ? addressesIn(members) : hostAddresses(proxies);
  const chosen = chooseAddresses(names, book, spec, pool);
  // The host of a proxy that is being replaced is not known for a moment.
  const addresses = members ? chosen : new Map([...before, ...chosen]);
  const published = names.flatMap((name) => addresses.get(name) ?? []);
  return { addresses, problems: familyProblems(published, of) };
}
