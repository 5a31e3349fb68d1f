import { EXCLUSIVE_POOLS } from '../kubernetes/exclusive-pools.ts';
import type { LoadBalancerPool } from '../kubernetes/load-balancer-pool.ts';

/** The request of a DecoratorController's customize hook. */
export interface CustomizeRequest {
  readonly parent: LoadBalancerPool;
}

/**
 * What comes along with a pool: the nodes that it selects, and the exclusive pools, which may take some of them.
 * Metacontroller keeps the answer under the pool's generation, so it may depend on the spec.
 */
export function customizePool({ parent }: CustomizeRequest) {
  const labelSelector = parent.spec?.nodeSelector ?? {};
  return { relatedResources: [{ apiVersion: 'v1', resource: 'nodes', labelSelector }, EXCLUSIVE_POOLS] };
}
