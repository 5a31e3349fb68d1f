import { sortedHosts } from '../kubernetes/ip-address.ts';
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

/** How many times as many addresses are published at once. */
const GROWTH = 4;

/**
 * How long a ready node waits at most until it is published beside others: each publication is two writes, and the more
 * there are already, the less another one matters.
 */
function patience(published: number): number {
  return 1000 * Math.min(10, 2 + Math.floor(published / 16));
}

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

/** The addresses beside each other: what is published and stays, and what is ready and is not published yet. */
interface Growth {
  readonly staying: readonly string[];
  readonly fresh: readonly string[];
}

/** Until when fresh addresses wait for others to come; 0: they do not. */
function heldUntil(
  { staying, fresh }: Growth,
  nodes: readonly ReadyNode[],
  { rollout, book, now }: Replacement,
): number {
  if (rollout.complete || nodes.length >= (rollout.desired ?? Infinity)) return 0;
  if (staying.length + fresh.length >= GROWTH * staying.length) return 0;
  const isFresh = new Set(fresh);
  const waiting = nodes.filter(({ name }) => book(name).some(({ address }) => isFresh.has(address)));
  const since = Math.min(...waiting.map(({ readySince }) => readySince));
  // A node's clock may be ahead of ours: then nothing is waited for.
  return waiting.length === 0 || since > now ? 0 : since + patience(staying.length);
}

/**
 * Decides what to publish. An address goes at once when its node does; it stays for a grace while its proxy is only
 * being replaced. Growth is published in steps: the first address at once, then when there are four times as many, when all
 * are ready, or when one has been ready for two seconds, ten beside many.
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
  const growAt = onlyGrows ? heldUntil({ staying, fresh }, nodes, replacement) : 0;
  const held = growAt > replacement.now;
  return {
    addresses: sortedHosts(held ? staying : [...staying, ...fresh], familiesOf(service)),
    replacing: kept.length > 0,
    recheckAt: [...kept.map(({ until }) => until), ...(held ? [growAt] : [])],
  };
}
