import { EXCLUSIVE_LABEL } from './keys.ts';
import { requirementsOf } from './label-selector.ts';
import type { NodeRequirement } from './label-selector.ts';
import { isReadableSpec } from './load-balancer-pool.ts';
import type { LoadBalancerPool } from './load-balancer-pool.ts';

/** An exclusive pool, for Services and pools outside of it. */
export interface ExclusivePool {
  readonly name: string;
  /** What every node must meet that is not one of its nodes. */
  readonly outside: NodeRequirement;
}

/** The rule of a customize answer that selects the exclusive pools. No other pools: their status changes with their nodes. */
export const EXCLUSIVE_POOLS = {
  apiVersion: 'akrobateo.kontena.io/v1alpha1',
  resource: 'loadbalancerpools',
  labelSelector: { matchLabels: { [EXCLUSIVE_LABEL]: 'true' } },
} as const;

const OPPOSITES: Partial<Record<NodeRequirement['operator'], NodeRequirement['operator']>> = {
  In: 'NotIn',
  NotIn: 'In',
  Exists: 'DoesNotExist',
  DoesNotExist: 'Exists',
};

function oppositeOf({ key, operator, values = [] }: NodeRequirement): NodeRequirement | undefined {
  const opposite = OPPOSITES[operator];
  if (opposite === undefined) return undefined;
  if (operator === 'Exists' || operator === 'DoesNotExist') return { key, operator: opposite };
  // The API server refuses In and NotIn without values.
  return values.length === 0 ? undefined : { key, operator: opposite, values };
}

/**
 * The requirement that exactly the nodes outside of an exclusive pool meet; undefined: the pool is not exclusive. The opposite of
 * several requirements would not be one, and node affinity would need a term for each combination. So the
 * CustomResourceDefinition only accepts exactly one.
 */
export function outsideOf({ spec }: LoadBalancerPool): NodeRequirement | undefined {
  if (!isReadableSpec(spec) || spec?.exclusive !== true) return undefined;
  const [only, ...more] = requirementsOf(spec.nodeSelector);
  return only === undefined || more.length > 0 ? undefined : oppositeOf(only);
}

function isOlder(a: LoadBalancerPool, b: LoadBalancerPool): boolean {
  const [first = '', second = ''] = [a, b].map(({ metadata }) => metadata.creationTimestamp ?? '');
  return first < second || (first === second && a.metadata.name < b.metadata.name);
}

/**
 * The exclusive pools whose nodes are not for the pool of this name, or for Services without a pool; in order of name.
 * 1. Not the pool itself.
 * 2. If it is exclusive too, only the older ones: a node that several of them select belongs to the oldest. So a new pool never
 *    takes the nodes of another exclusive one.
 */
export function exclusivePools(pools: readonly LoadBalancerPool[], own: string | undefined): ExclusivePool[] {
  const ownPool = pools.find(({ metadata }) => metadata.name === own);
  const rival = ownPool !== undefined && outsideOf(ownPool) !== undefined ? ownPool : undefined;
  return pools
    .filter(({ metadata }) => metadata.name !== own)
    .filter((pool) => rival === undefined || isOlder(pool, rival))
    .flatMap((pool) => {
      const outside = outsideOf(pool);
      return outside === undefined ? [] : [{ name: pool.metadata.name, outside }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** `LoadBalancerPool bank`, `LoadBalancerPools bank, shop`. */
export function poolsText(pools: readonly Pick<ExclusivePool, 'name'>[]): string {
  const names = [...new Set(pools.map(({ name }) => name))];
  return `LoadBalancerPool${names.length === 1 ? '' : 's'} ${names.join(', ')}`;
}
