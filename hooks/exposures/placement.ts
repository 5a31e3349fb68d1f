import { isEqual } from '../kubernetes/equal.ts';
import { exclusivePools } from '../kubernetes/exclusive-pools.ts';
import { EXCLUDE_LABEL, PREFIX } from '../kubernetes/keys.ts';
import { requirementsOf } from '../kubernetes/label-selector.ts';
import type { NodeRequirement } from '../kubernetes/label-selector.ts';
import type { LoadBalancerPool } from '../kubernetes/load-balancer-pool.ts';
import { problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { AdmittedIPMode, ExposureOptions, Placement } from '../kubernetes/service-exposure.ts';
import { readToleration } from '../kubernetes/tolerations.ts';
import { workloadOf } from './pool.ts';
import type { Pool } from './pool.ts';

const NOT_EXCLUDED: NodeRequirement = { key: EXCLUDE_LABEL, operator: 'DoesNotExist' };

/** A list field of a placement, left out if the list is empty. */
function listed<Key extends 'nodeSelector' | 'tolerations'>(
  key: Key,
  list: NonNullable<Placement[Key]>,
): Pick<Placement, Key> | object {
  return list.length > 0 ? { [key]: list } : {};
}

/** Where the proxies of a Service with these options run in a pool, or without one. */
export function planPlacement(options: ExposureOptions, pool: Pool | undefined): Placement {
  const { nodeSelector = [], tolerations = [] } = options;
  const workload = workloadOf(options, pool);
  if (pool === undefined)
    return { workload, ...listed('nodeSelector', nodeSelector), ...listed('tolerations', tolerations) };
  const included = pool.spec.excludedNodes === 'Include' ? [] : [NOT_EXCLUDED];
  const ofPool = [...requirementsOf(pool.spec.nodeSelector), ...included];
  const tolerated = (pool.spec.tolerations ?? []).map(readToleration);
  return {
    pool: pool.name,
    workload,
    ...listed('nodeSelector', [...ofPool, ...nodeSelector]),
    ...listed('tolerations', [...tolerated, ...tolerations]),
  };
}

/**
 * The placement without the nodes of exclusive pools that are not its own. A last good placement may avoid some of them
 * already; it keeps that until its pool decides again.
 */
export function avoidingForeign(pools: readonly LoadBalancerPool[], placement: Placement): Placement {
  const { nodeSelector = [] } = placement;
  const outside = exclusivePools(pools, placement.pool).map((pool) => pool.outside);
  const missing = outside.filter((each) => !nodeSelector.some((own) => isEqual(own, each)));
  return missing.length === 0 ? placement : { ...placement, nodeSelector: [...nodeSelector, ...missing] };
}

/** Options that mean something only for proxies, with the name of the annotation. */
const FOR_PROXIES = { nodeSelector: 'node-selector', addresses: 'addresses', hostIP: 'host-ip' } as const;

/** What is impossible without proxies: to have no pool, that kube-proxy must not serve, or an option. */
export function withoutProxiesProblems(
  options: ExposureOptions,
  { workload, pool }: Placement,
  ipMode: AdmittedIPMode,
): Problem[] {
  if (workload !== 'None') return [];
  if (pool === undefined) {
    const rule = 'workload None takes its nodes from a LoadBalancerPool, and there is none';
    return [problem('PoolNotFound', `${rule}; apply one, or use workload DaemonSet or Deployment`)];
  }
  if (ipMode === 'Proxy') {
    const rule = `workload None needs ip mode VIP, and LoadBalancerPool ${pool} has ip mode Proxy`;
    const why = 'by its ipMode, by IP_MODE of the hook, or because kube-proxy runs in IPVS mode';
    return [problem('PoolForbids', `${rule} (${why}); use workload DaemonSet or Deployment`)];
  }
  const [, unusable] = Object.entries(FOR_PROXIES).find(([field]) => Object.hasOwn(options, field)) ?? [];
  const needs = 'needs proxies, and the workload is None';
  if (unusable !== undefined) {
    const how = 'remove it, or use workload DaemonSet';
    return [problem('InvalidAnnotation', `annotation ${PREFIX}${unusable} ${needs}; ${how}`)];
  }
  if (options.ipMode !== 'Proxy') return [];
  const how = 'use ip-mode VIP, or workload DaemonSet';
  return [problem('InvalidAnnotation', `annotation ${PREFIX}ip-mode: Proxy ${needs}; ${how}`)];
}
