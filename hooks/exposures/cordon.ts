import { familyOf } from '../kubernetes/ip-address.ts';
import type { AdmittedExposure } from './admitted.ts';

/** From the name of a node to what may be published for it. */
type Addresses = ReadonlyMap<string, readonly string[]>;

/**
 * Leaves out nodes that are cordoned (`kubectl cordon`, `kubectl drain`), because they will probably stop soon. Without a pool
 * it is not known which ones are.
 * 1. A cordoned node is left out if other nodes serve that are not cordoned and have an address of each of its families.
 * 2. It is not added while other nodes that are not cordoned are only waited for: it would have to be removed again.
 * 3. Otherwise it stays, so the last address, and the last one of a family, is never withdrawn.
 * @param addresses of the nodes that could be published, as if none were cordoned
 * @param serving the nodes that serve now, by name
 * @param candidates the nodes that serve, or will soon, by name
 */
export function withoutCordoned(
  addresses: Addresses,
  serving: readonly string[],
  candidates: readonly string[],
  { pool, previous }: Pick<AdmittedExposure, 'pool' | 'previous'>,
): Addresses {
  const cordoned = new Set(pool?.nodes?.filter((node) => node.cordoned).map(({ name }) => name));
  if (cordoned.size === 0) return addresses;
  const others = serving.filter((name) => !cordoned.has(name) && addresses.has(name));
  const families = new Set(others.flatMap((name) => addresses.get(name) ?? []).map(familyOf));
  const isExpected = candidates.some((name) => !cordoned.has(name));
  const published = new Set(previous.nodes.map(({ name }) => name));
  const stays = ([name, own]: readonly [string, readonly string[]]): boolean => {
    if (!cordoned.has(name)) return true;
    if (others.length > 0 && own.every((address) => families.has(familyOf(address)))) return false;
    return published.has(name) || !isExpected;
  };
  return new Map([...addresses].filter(stays));
}
