import type { V1LabelSelector } from '@kubernetes/client-node';
import type { Observed } from '../kubernetes/wire.ts';
import type { LoadBalancerPool } from '../kubernetes/load-balancer-pool.ts';

/** The request of a composite's customize hook. */
export interface CustomizeRequest {
  readonly parent: LoadBalancerPool;
}

/** The rule of the answer (RelatedResourceRule): which nodes come along with each sync, and trigger one. */
export interface NodeRule {
  readonly apiVersion: 'v1';
  readonly resource: 'nodes';
  readonly labelSelector: Observed<V1LabelSelector>;
}

/**
 * What comes along with a pool: the nodes that it selects. Metacontroller keeps the answer under the pool's generation,
 * so it may depend on the spec.
 */
export function customizePool({ parent }: CustomizeRequest): { relatedResources: NodeRule[] } {
  const labelSelector = parent.spec?.nodeSelector ?? {};
  return { relatedResources: [{ apiVersion: 'v1', resource: 'nodes', labelSelector }] };
}
