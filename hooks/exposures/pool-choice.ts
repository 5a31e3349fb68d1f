import { DEFAULT_POOL } from '../kubernetes/load-balancer-pool.ts';
import { problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { Placement } from '../kubernetes/service-exposure.ts';
import type { ExposureState } from './observed.ts';
import { workloadOf } from './placement.ts';
import { findPool, namespaceProblem, workloadProblem } from './pool.ts';
import type { Pool } from './pool.ts';

/** The pool that decides about an exposure, and what stays in force because a pool cannot decide now. */
export interface PoolChoice {
  /** The pool whose rules apply and whose nodes are published. */
  readonly pool: Pool | undefined;
  /** The last good placement; undefined: the pool gives one. */
  readonly retained: Placement | undefined;
  /** No rules are known: only ports that were admitted before stay admitted. */
  readonly isFrozen: boolean;
  readonly problems: readonly Problem[];
}

const UNCHANGED = 'the running proxies are not changed';

// Proxies may stop although it stays: their nodes got the exclude label, or belong to an exclusive pool now.
const STAYS = 'the last good placement stays in force';

function emptyProblem({ name, state, says }: Pool): Problem[] {
  if (state !== 'empty') return [];
  const what = `LoadBalancerPool ${name} has no nodes (${says ?? 'see its nodeSelector'})`;
  return [problem('NoNodeMatches', `${what}; ${STAYS}`)];
}

/** The last good placement stays under the rules of the pool that it came from; or of `default`, if it came from none. */
function underFallback(problems: readonly Problem[], state: ExposureState): PoolChoice {
  const { admitted: retained } = state.previous;
  const wasIn = retained?.pool;
  const fallback = findPool(wasIn ?? DEFAULT_POOL, state);
  const pool = retained !== undefined && typeof fallback === 'object' ? fallback : undefined;
  return { pool, retained, isFrozen: wasIn !== undefined && pool === undefined, problems };
}

/** The pool that the spec names does not exist or cannot be read. */
function withoutPool(name: string, found: 'missing' | 'unreadable', state: ExposureState): PoolChoice {
  const { admitted: retained } = state.previous;
  if (retained?.pool !== name) return underFallback([notFound(name, found)], state);
  const newer = `LoadBalancerPool ${name} is of a newer version than this hook`;
  const what = found === 'missing' ? `LoadBalancerPool ${name} does not exist any more` : newer;
  const problems = [problem('PoolNotFound', `${what}; ${UNCHANGED}`)];
  return { pool: undefined, retained, isFrozen: true, problems };
}

function notFound(name: string, found: 'missing' | 'unreadable'): Problem {
  return found === 'missing'
    ? problem('PoolNotFound', `LoadBalancerPool ${name} does not exist; list them with kubectl get lbpool`)
    : problem('PoolNotFound', `LoadBalancerPool ${name} is of a newer version than this hook; update it`);
}

/** The pool that the spec names exists. */
function inPool(pool: Pool, state: ExposureState): PoolChoice {
  const { admitted } = state.previous;
  const isMove = admitted !== undefined && admitted.pool !== pool.name;
  if (isMove && state.exposure.spec.options.pool !== undefined) {
    const workload = workloadOf(state.exposure.spec.options, pool);
    const forbidden = [...namespaceProblem(pool, state), ...workloadProblem(pool, workload)];
    if (forbidden.length > 0) return underFallback(forbidden, state);
  }
  const retained = pool.state === 'current' ? undefined : admitted;
  return { pool, retained, isFrozen: false, problems: emptyProblem(pool) };
}

/**
 * Chooses the pool of an exposure.
 * 1. The pool that the spec names, or `default`. Its rules apply at once. While it has no nodes, or its status is stale,
 *    the last good placement stays.
 * 2. No pool, if the spec names none and there is no `default`.
 * 3. If the pool is gone or cannot be read, the last good placement and the ports that were admitted stay.
 * 4. If the spec names another pool that does not exist or does not admit the namespace or workload, the last good placement stays
 *    under the rules of the pool that it came from. So a wrong annotation never takes the proxies away.
 */
export function choosePool(state: ExposureState): PoolChoice {
  const { options } = state.exposure.spec;
  const { admitted } = state.previous;
  const name = options.pool ?? DEFAULT_POOL;
  const found = findPool(name, state);
  if (typeof found === 'object') return inPool(found, state);
  const isOptional = found === 'missing' && options.pool === undefined && admitted?.pool !== name;
  if (isOptional) return { pool: undefined, retained: undefined, isFrozen: false, problems: [] };
  return withoutPool(name, found, state);
}
