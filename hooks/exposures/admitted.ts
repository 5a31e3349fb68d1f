import { LINGER_SECONDS } from '../kubernetes/linger.ts';
import type { Admitted } from '../kubernetes/service-exposure.ts';
import type { ExposureState } from './observed.ts';
import type { Pool } from './pool.ts';
import type { Proxy } from './proxies.ts';
import { admittedWorkload } from './rollout.ts';
import type { Rollout } from './rollout.ts';

/** An exposure of which something is admitted, with all that decides about its proxies and nodes. */
export interface AdmittedExposure extends ExposureState {
  readonly admitted: Admitted;
  /** The pool whose nodes are published; undefined: there is none, or its nodes are not known now. */
  readonly pool: Pool | undefined;
  readonly rollout: Rollout;
  /** How long a node is retained while its proxy is being replaced, and a proxy may take to start; milliseconds. */
  readonly retention: number;
  /** Milliseconds since the epoch, as all times that are numbers. */
  readonly now: number;
}

/** A pod may be unschedulable for a moment while the one before it still uses the port; milliseconds. */
export const SETTLE = 2000;

/** Whether a proxy was created recently and is not ready yet. */
export function isStarting(
  { terminatingSince, readySince, createdAt }: Proxy,
  { retention, now }: AdmittedExposure,
): boolean {
  return terminatingSince === undefined && readySince === undefined && createdAt + retention > now;
}

/**
 * From when on a proxy will probably not get a node, in milliseconds since the epoch; undefined: it has one. The proxy of a
 * Deployment, which is meant for no node, may wait for the ports of another one that lingers.
 */
export function noPlaceAt({ node, unschedulable }: Proxy): number | undefined {
  if (unschedulable === undefined) return undefined;
  return unschedulable.since + SETTLE + (node === undefined ? 1000 * LINGER_SECONDS : 0);
}

/** Whether a proxy has waited for a node for so long that it will probably not get one. */
export function hasNoPlace(proxy: Proxy, { now }: AdmittedExposure): boolean {
  return (noPlaceAt(proxy) ?? Infinity) <= now;
}

/** Whether proxies start and terminate for another reason than a failure. */
export function isMoving(of: AdmittedExposure): boolean {
  const { rollout, proxies } = of;
  if (rollout.isComplete) return false;
  return (
    !rollout.isUpdated ||
    proxies.some((proxy) => proxy.terminatingSince !== undefined || isStarting(proxy, of))
  );
}

/** Whether the kubelet neither starts, reports nor ends a proxy for longer than the retention: its node is down. */
export function isUnreachable(proxy: Proxy, { retention, now }: AdmittedExposure): boolean {
  const { isScheduled, createdAt, lostSince, terminatingSince, hostIPs } = proxy;
  if (terminatingSince !== undefined) return terminatingSince + retention <= now;
  if (lostSince !== undefined) return lostSince + retention <= now;
  return isScheduled && hostIPs.length === 0 && createdAt + retention <= now;
}

/**
 * How many proxies a rolling update may replace at a time: one, and those on nodes that are down. Otherwise a node that is
 * switched off would keep all others from the current ports. Pods that fail for any other reason are not counted, because a
 * faulty version has to stop at the first node.
 */
export function maxUnavailable(of: AdmittedExposure): number {
  const { admitted, rollout, proxies } = of;
  // No pod can be of an older spec if the spec was never changed.
  const isFirst = admittedWorkload(of, admitted)?.metadata?.generation === 1;
  // Not isUpdated: that is false for a moment after each change, the change of this number included.
  if (!rollout.isBehind || isFirst) return 1;
  return 1 + proxies.filter((proxy) => isUnreachable(proxy, of)).length;
}
