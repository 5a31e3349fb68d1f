import { sortedHosts } from '../formats/ip-address.ts';
import { addressesOf, familiesOf } from './addresses.ts';
import type { Service } from './observed.ts';
import type { Options } from './options.ts';
import { keptAddresses } from './grace.ts';
import type { Replacement } from './grace.ts';
import type { ReadyNode } from './nodes.ts';

/** The addresses to publish now. */
export interface Publication {
  readonly addresses: readonly string[];
  /** Some of the addresses are those of nodes whose proxy is being replaced. */
  readonly replacing: boolean;
  /** When time alone may change the answer, in milliseconds since the epoch. */
  readonly recheckAt: readonly number[];
}

/** How long what is ready has to have been so before it is published beside others: each publication is two writes. */
const SETTLE = 2000;

/** The addresses in the Service's status, whoever wrote them. */
export function publishedAddresses({ status }: Service): string[] {
  const entries = status?.loadBalancer?.ingress ?? [];
  return entries.map(({ ip, hostname }) => ip ?? hostname ?? '').filter((address) => address !== '');
}

/** What the serving nodes stand for: their own addresses, or what the annotations say instead; in no particular order. */
function currentAddresses(
  service: Service,
  nodes: readonly ReadyNode[],
  { addresses, hostIP, addressTypes, pool }: Options,
  { book }: Replacement,
): string[] {
  if (nodes.length === 0) return [];
  if (addresses.length > 0) return [...addresses];
  if (hostIP !== undefined) return [hostIP];
  const published = publishedAddresses(service);
  if (pool !== undefined && pool.nodes === undefined && (pool.state === 'untold' || published.length > 0)) {
    return published;
  }
  const names = nodes.map(({ name }) => name);
  return addressesOf(names, book, { families: familiesOf(service), types: addressTypes });
}

/** When everything that is ready has been so for long enough; 0: there is nothing to wait for. */
function settledAt(nodes: readonly ReadyNode[], { rollout, now }: Replacement): number {
  if (rollout.complete || nodes.length >= (rollout.desired ?? Infinity)) return 0;
  const newest = Math.max(...nodes.map(({ readySince }) => readySince));
  // A node's clock may be ahead of ours: then nothing is waited for.
  return newest > now ? 0 : newest + SETTLE;
}

/**
 * Decides what to publish. An address goes at once when its node does; it stays for a grace while its proxy is only
 * being replaced. Growth is published in steps: the first address at once, then when their number has doubled, when
 * all are ready, or when what is ready has been so for two seconds.
 */
export function publish(
  service: Service,
  nodes: readonly ReadyNode[],
  options: Options,
  replacement: Replacement,
): Publication {
  const published = publishedAddresses(service);
  const current = currentAddresses(service, nodes, options, replacement);
  const isCurrent = new Set(current);
  const isPublished = new Set(published);
  const missing = published.filter((address) => !isCurrent.has(address));
  const kept = keptAddresses(missing, replacement);
  const isKept = new Set(kept.map(({ address }) => address));
  const staying = published.filter((address) => isCurrent.has(address) || isKept.has(address));
  const fresh = current.filter((address) => !isPublished.has(address));
  const onlyGrows = fresh.length > 0 && staying.length === published.length;
  const held = onlyGrows && fresh.length < staying.length && settledAt(nodes, replacement) > replacement.now;
  return {
    addresses: sortedHosts(held ? staying : [...staying, ...fresh], familiesOf(service)),
    replacing: kept.length > 0,
    recheckAt: [...kept.map(({ until }) => until), ...(held ? [settledAt(nodes, replacement)] : [])],
  };
}
