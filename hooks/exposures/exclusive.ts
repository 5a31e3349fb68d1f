import { exclusivePools, poolsText } from '../kubernetes/exclusive-pools.ts';
import type { ExclusivePool } from '../kubernetes/exclusive-pools.ts';
import type { NodeRequirement } from '../kubernetes/label-selector.ts';
import { problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { Placement } from '../kubernetes/service-exposure.ts';
import type { ExposureState } from './observed.ts';

type Placed = Pick<Placement, 'pool'>;

/** The exclusive pools whose nodes a Service in this placement must not use. */
export function foreignPools({ pools }: ExposureState, { pool }: Placed): ExclusivePool[] {
  return exclusivePools(pools, pool);
}

function isSame(a: NodeRequirement, b: NodeRequirement): boolean {
  return JSON.stringify([a.key, a.operator, a.values]) === JSON.stringify([b.key, b.operator, b.values]);
}

/**
 * The placement without the nodes of foreign exclusive pools. A last good placement may avoid some of them already; it keeps
 * that until its pool decides again.
 */
export function avoidingForeign<T extends Placement>(state: ExposureState, placement: T): T {
  const { nodeSelector = [] } = placement;
  const outside = foreignPools(state, placement).map((pool) => pool.outside);
  const missing = outside.filter((each) => !nodeSelector.some((own) => isSame(own, each)));
  return missing.length === 0 ? placement : { ...placement, nodeSelector: [...nodeSelector, ...missing] };
}

/** Names of the nodes that belong to foreign exclusive pools. */
export function foreignNodes(state: ExposureState, placement: Placed): ReadonlySet<string> {
  const foreign = new Set(foreignPools(state, placement).map(({ name }) => name));
  const statuses = state.pools.filter(({ metadata }) => foreign.has(metadata.name));
  return new Set(statuses.flatMap(({ status }) => (status?.nodes ?? []).flatMap(({ name }) => name ?? [])));
}

/** Says which nodes are left out, where no node matches. */
export function namingForeign(found: Problem, state: ExposureState, placement: Placed): Problem {
  const foreign = foreignPools(state, placement);
  if (found.reason !== 'NoNodeMatches' || foreign.length === 0) return found;
  return problem(found.reason, `${found.message}; the nodes of exclusive ${poolsText(foreign)} are left out`);
}
