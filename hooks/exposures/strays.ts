import { nodesText, problem } from '../kubernetes/problems.ts';
import type { AdmittedExposure } from './admitted.ts';
import type { Findings } from './problems.ts';
import type { Proxy } from './proxies.ts';

/** The proxies of a Deployment on nodes that are not in the pool. Those of a DaemonSet are removed by Kubernetes. */
function strayProxies({ admitted, pool, proxies }: AdmittedExposure): readonly Proxy[] {
  if (admitted.workload !== 'Deployment' || pool?.state !== 'current') return [];
  const members = new Set(pool.nodes?.map(({ name }) => name));
  return proxies.filter(
    ({ node, isScheduled, terminatingSince }) =>
      isScheduled && terminatingSince === undefined && node !== undefined && !members.has(node),
  );
}

/**
 * Moves the proxies of a Deployment away from nodes that left the pool: Kubernetes checks node affinity only when it schedules
 * a pod. A higher revision replaces the pods. A proxy that was created less than the retention ago does not move, so a
 * node that is not in the pool but takes its proxies does not cause one rollout after the other.
 */
export function readStrays(of: AdmittedExposure): Findings & { readonly placementRevision: number } {
  const { admitted, retention, now } = of;
  const strays = strayProxies(of);
  const settled = strays.filter(({ createdAt }) => createdAt + retention <= now);
  const revisions = settled.map((proxy) => proxy.placementRevision + 1);
  const nodes = nodesText(strays.flatMap(({ node }) => node ?? []));
  const left = `the proxies on ${nodes} move, because LoadBalancerPool ${admitted.pool ?? ''} does not contain these nodes`;
  return {
    placementRevision: Math.max(admitted.placementRevision ?? 0, ...revisions),
    problems: strays.length > 0 ? [problem('Progressing', left)] : [],
    recheckAt: strays.map(({ createdAt }) => createdAt + retention),
  };
}
