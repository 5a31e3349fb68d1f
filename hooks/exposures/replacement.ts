import type { Admitted, ExposureNode } from '../kubernetes/service-exposure.ts';
import type { Proxy } from './proxies.ts';
import type { Rival } from './rivals.ts';
import type { Rollout } from './rollout.ts';

/** What decides about one proxy. Times are milliseconds since the epoch. */
export interface ProxyContext {
  readonly admitted: Admitted;
  readonly rollout: Rollout;
  /** Other exposures that are exposed with one of the ports. */
  readonly rivals: readonly Rival[];
  /** How long a node is retained while its proxy is being replaced, and a proxy may take to start; milliseconds. */
  readonly retention: number;
  readonly now: number;
}

/** Everything that decides about nodes whose proxies start, terminate or fail. */
export interface Replacement extends ProxyContext {
  readonly proxies: readonly Proxy[];
  /** How many nodes serve. */
  readonly serving: number;
  /** The nodes of the previous status. */
  readonly previous: readonly ExposureNode[];
}

/** A pod may be unschedulable for a moment while the one before it still uses the port. */
export const SETTLE = 2000;

/** Whether a proxy was created recently and is not ready yet. */
export function isStarting(
  { terminatingSince, readySince, createdAt }: Proxy,
  { retention, now }: ProxyContext,
): boolean {
  return terminatingSince === undefined && readySince === undefined && createdAt + retention > now;
}

/** Whether a proxy has waited for a node for so long that it will probably not get one. */
export function hasNoPlace({ unschedulable }: Proxy, { now }: ProxyContext): boolean {
  return unschedulable !== undefined && unschedulable.since + SETTLE <= now;
}

/** Whether proxies start and terminate for another reason than a failure. */
export function isMoving(replacement: Replacement): boolean {
  const { rollout, proxies } = replacement;
  if (rollout.isComplete) return false;
  return (
    !rollout.isUpdated ||
    proxies.some((proxy) => proxy.terminatingSince !== undefined || isStarting(proxy, replacement))
  );
}

/** Whether the kubelet neither starts nor ends a proxy for longer than the retention: its node is down. */
export function isUnreachable(proxy: Proxy, { retention, now }: ProxyContext): boolean {
  const { isScheduled, createdAt, terminatingSince, hostIPs } = proxy;
  if (terminatingSince !== undefined) return terminatingSince + retention <= now;
  return isScheduled && hostIPs.length === 0 && createdAt + retention <= now;
}

/**
 * How many proxies a rolling update may replace at a time: one, and those on nodes that are down. Otherwise a node that is
 * switched off would keep all others from the current ports. Pods that fail for any other reason are not counted, because a
 * faulty version has to stop at the first node.
 */
export function maxUnavailable(replacement: Replacement): number {
  const { rollout, proxies } = replacement;
  // Not isUpdated: that is false for a moment after each change, the change of this number included.
  if (!rollout.isBehind || rollout.isFirst) return 1;
  return 1 + proxies.filter((proxy) => isUnreachable(proxy, replacement)).length;
}
