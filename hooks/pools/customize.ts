import type { V1LabelSelector } from '@kubernetes/client-node';
import { EXCLUSIVE_POOLS } from '../kubernetes/exclusive-pools.ts';
import type { LoadBalancerPool } from '../kubernetes/load-balancer-pool.ts';
import type { Observed } from '../kubernetes/wire.ts';

/** The request of a DecoratorController's customize hook. */
export interface CustomizeRequest {
  readonly parent: LoadBalancerPool;
}

/** A rule of the answer (RelatedResourceRule): which objects come with each sync, and trigger one. */
export interface RelatedResourceRule {
  readonly apiVersion: string;
  readonly resource: string;
  readonly labelSelector: Observed<V1LabelSelector>;
}

/**
 * What comes along with a pool: the nodes that it selects, and the exclusive pools, which may take some of them.
 * Metacontroller keeps the answer under the pool's generation, so it may depend on the spec.
 */
export function customizePool({ parent }: CustomizeRequest): { relatedResources: RelatedResourceRule[] } {
  const labelSelector = parent.spec?.nodeSelector ?? {};
  return { relatedResources: [{ apiVersion: 'v1', resource: 'nodes', labelSelector }, EXCLUSIVE_POOLS] };
}
