import type { AddressBook } from './addresses.ts';
import type { Proxy } from './proxies.ts';
import type { Rollout } from './rollout.ts';

/** What decides how long an address outlives its proxy. Times are milliseconds since the epoch, durations milliseconds. */
export interface Replacement {
  readonly rollout: Rollout;
  readonly proxies: readonly Proxy[];
  readonly book: AddressBook;
  /** Since when our condition says that the workload progresses; now, if this is the first time that it does. */
  readonly start: number;
  readonly grace: number;
  readonly now: number;
}

/** An address whose proxy is only being replaced, and when waiting for that ends. */
export interface KeptAddress {
  readonly address: string;
  readonly until: number;
}

const stays = ({ goingSince }: Proxy): boolean => goingSince === undefined;

/** A proxy that was made lately and is not ready yet. */
export function isStarting(
  { goingSince, readySince, createdAt }: Proxy,
  { grace, now }: Replacement,
): boolean {
  return goingSince === undefined && readySince === undefined && createdAt + grace > now;
}

/** A pod may be unschedulable for a moment while the one before it still holds the port. */
export const SETTLE = 2000;

/**
 * Until when the address of these proxies' node stays; a node whose old proxy is not ready is not being replaced but
 * broken, and one that has no place for the new proxy may be somebody else's by now.
 */
function endOnNode(proxies: readonly Proxy[], grace: number): number {
  const current = proxies.find(stays);
  if (current?.unschedulable !== undefined) return current.unschedulable.since + SETTLE;
  if (current !== undefined) return current.readySince === undefined ? current.createdAt + grace : 0;
  return Math.max(...proxies.map(({ goingSince = 0 }) => goingSince)) + grace;
}

/**
 * Until when addresses stay whose node no pod tells of: the old pod is gone and the new one has no host yet. The grace
 * counts from the start of the rollout; while no more addresses are affected than pods are on their way, from the last
 * thing that was seen to happen, so that it never runs out in the middle of a long rollout that advances.
 */
function endOfUnknown(affected: number, replacement: Replacement): number {
  const { rollout, proxies, start, grace, now } = replacement;
  const hasNoPlace = ({ unschedulable }: Proxy) => (unschedulable?.since ?? Infinity) + SETTLE <= now;
  const onTheirWay = proxies.filter(
    (proxy) => isStarting(proxy, replacement) && proxy.hostIPs.length === 0 && !hasNoPlace(proxy),
  ).length;
  const missing = Math.max(0, (rollout.desired ?? 0) - proxies.filter(stays).length);
  if (affected > onTheirWay + missing) return proxies.some(hasNoPlace) ? 0 : start + grace;
  const times = proxies.flatMap(({ createdAt, readySince = 0, goingSince = 0 }) => [
    createdAt,
    readySince,
    goingSince,
  ]);
  return Math.max(start, ...times.filter((time) => time <= now)) + grace;
}

/** The proxies of the node that has an address. */
function proxiesByAddress({ proxies, book }: Replacement): ReadonlyMap<string, readonly Proxy[]> {
  const found = new Map<string, Proxy[]>();
  for (const proxy of proxies) {
    if (proxy.node === undefined) continue;
    for (const { address } of book(proxy.node)) found.set(address, [...(found.get(address) ?? []), proxy]);
  }
  return found;
}

/** Of the published addresses that no ready node has any more, those that stay because their proxy is being replaced. */
export function keptAddresses(missing: readonly string[], replacement: Replacement): KeptAddress[] {
  const { rollout, grace, now } = replacement;
  if (rollout.complete || missing.length === 0) return [];
  const proxiesAt = proxiesByAddress(replacement);
  const unknown = missing.filter((address) => !proxiesAt.has(address)).length;
  const unknownUntil = endOfUnknown(unknown, replacement);
  return missing
    .map((address) => {
      const proxies = proxiesAt.get(address);
      return { address, until: proxies === undefined ? unknownUntil : endOnNode(proxies, grace) };
    })
    .filter(({ until }) => until > now);
}

/** Whether pods are coming and going, other than by being broken. */
export function isMoving(replacement: Replacement): boolean {
  const { rollout, proxies } = replacement;
  if (rollout.complete) return false;
  return !rollout.updated || proxies.some((proxy) => !stays(proxy) || isStarting(proxy, replacement));
}

/** A proxy that its node's kubelet neither starts nor ends, for longer than the grace: the node is down. */
export function isUnreachable(proxy: Proxy, { grace, now }: Replacement): boolean {
  const { scheduled, createdAt, goingSince, hostIPs } = proxy;
  if (goingSince !== undefined) return goingSince + grace <= now;
  return scheduled && hostIPs.length === 0 && createdAt + grace <= now;
}

/**
 * How many proxies a rollout may have down. Those on nodes that are down come on top of the one: else a node that is
 * switched off would keep all others from the newest ports. Pods that fail for any other reason do not, for a faulty
 * version has to stop at the first.
 */
export function maxUnavailable(replacement: Replacement): number {
  const { rollout, proxies } = replacement;
  // Not `updated`: that is false for a moment after each change, the one of this number included.
  return rollout.behind && !rollout.isFirst
    ? 1 + proxies.filter((proxy) => isUnreachable(proxy, replacement)).length
    : 1;
}
