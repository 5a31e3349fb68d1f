import type { ExposureNode } from '../kubernetes/service-exposure.ts';
import { readTime, timeText } from '../kubernetes/wire.ts';
import { SETTLE, hasNoPlace, isStarting } from './admitted.ts';
import type { AdmittedExposure } from './admitted.ts';
import type { Proxy } from './proxies.ts';

/** How long a node is retained whose proxy is only being replaced. Without fields: the retention does not begin yet. */
export interface Retention {
  /** RFC 3339, for the entry of the node. */
  readonly replacingSince?: string;
  /** When it ends, in milliseconds since the epoch. */
  readonly until?: number;
}

/** Since when the proxy of a node is being replaced: as its entry says, or now. The entry may be edited by hand. */
export function replacementStart(
  { replacingSince }: ExposureNode,
  now: number,
): { readonly replacingSince: string; readonly since: number } {
  const text = replacingSince ?? timeText(now);
  return { replacingSince: text, since: Math.min(readTime(text) ?? 0, now) };
}

/** Whether a new proxy may still appear on a node that has none now. */
function mayReturn(of: AdmittedExposure): boolean {
  const { admitted, rollout, proxies } = of;
  if (rollout.desired === undefined || rollout.isSwitching) return true;
  const staying = proxies.filter(({ terminatingSince }) => terminatingSince === undefined);
  if (staying.length < rollout.desired) return true;
  // A pod of a DaemonSet is made for one node. A pod of a Deployment may replace one on any node.
  return (
    admitted.workload === 'Deployment' &&
    staying.some((proxy) => isStarting(proxy, of) && !hasNoPlace(proxy, of))
  );
}

/**
 * Until when a node without a serving proxy is retained, in milliseconds since the epoch.
 * 1. All of its proxies terminate, or there is none now and one may return: for the retention. If none may return, until that
 *    has settled: a pod that waits for the port may get it.
 * 2. Its new proxy cannot be scheduled: the node may belong to another pod, so only until that has settled.
 * 3. Its new proxy starts: for the retention, at most from the creation of the proxy on.
 * 4. Its proxy is ready and does not use an admitted port yet: for the retention.
 */
function retainedUntil(
  since: number,
  proxies: readonly Proxy[],
  { retention, returns }: { readonly retention: number; readonly returns: boolean },
): number {
  const current = proxies.find(({ terminatingSince }) => terminatingSince === undefined);
  if (current === undefined) return since + (proxies.length > 0 || returns ? retention : SETTLE);
  if (current.unschedulable !== undefined) return current.unschedulable.since + SETTLE;
  if (current.readySince !== undefined) return since + retention;
  return Math.min(since, current.createdAt) + retention;
}

/** Whether a proxy terminates because its workload was changed, or is of another kind now. */
function isOutdated({ terminatingSince, template }: Proxy, { rollout, proxies }: AdmittedExposure): boolean {
  if (terminatingSince === undefined) return false;
  if (rollout.isSwitching || rollout.isBehind) return true;
  return proxies.some((other) => other.terminatingSince === undefined && other.template !== template);
}

/**
 * Whether and how long a node is retained.
 * 1. If no node serves: as long as an outdated proxy terminates there.
 * 2. As long as a proxy lingers there: it still forwards.
 * 3. For the retention, until retainedUntil.
 */
function retentionOf(
  node: ExposureNode,
  own: readonly Proxy[],
  { serving, returns }: { readonly serving: number; readonly returns: boolean },
  of: AdmittedExposure,
): Retention | undefined {
  const { retention, now } = of;
  if (serving === 0 && own.some((proxy) => isOutdated(proxy, of))) return {};
  const lingersUntil = Math.max(0, ...own.map((proxy) => proxy.lingersUntil ?? 0));
  if (lingersUntil > now) return { until: lingersUntil };
  const { replacingSince, since } = replacementStart(node, now);
  const until = retainedUntil(since, own, { retention, returns });
  return until > now ? { replacingSince, until } : undefined;
}

/**
 * Of nodes that do not serve any more, those whose proxy is only being replaced, by name.
 * @param serving how many nodes serve
 */
export function retainedNodes(
  missing: readonly ExposureNode[],
  serving: number,
  of: AdmittedExposure,
): ReadonlyMap<string, Retention> {
  const retained = new Map<string, Retention>();
  if (of.rollout.isComplete) return retained;
  // There may be thousands of nodes and of proxies, so the proxies of each node are looked up.
  const byNode = new Map(missing.map(({ name }) => [name, [] as Proxy[]]));
  for (const proxy of of.proxies) byNode.get(proxy.node ?? '')?.push(proxy);
  const returns = mayReturn(of);
  for (const node of missing) {
    const found = retentionOf(node, byNode.get(node.name) ?? [], { serving, returns }, of);
    if (found !== undefined) retained.set(node.name, found);
  }
  return retained;
}
