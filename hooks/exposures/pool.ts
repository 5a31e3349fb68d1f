import { findCondition } from '../kubernetes/conditions.ts';
import { PREFIX } from '../kubernetes/keys.ts';
import { matchesSelector } from '../kubernetes/label-selector.ts';
import { DEFAULT_POOL, isReadableSpec } from '../kubernetes/load-balancer-pool.ts';
import type { LoadBalancerPool, PoolNode, PoolSpec, WorkloadKind } from '../kubernetes/load-balancer-pool.ts';
import { isPublishable } from '../kubernetes/node-address.ts';
import { problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { ExposureOptions, Placement } from '../kubernetes/service-exposure.ts';
import type { Observed } from '../kubernetes/wire.ts';
import type { ExposureState } from './observed.ts';

/** A LoadBalancerPool that exists and can be read. */
export interface Pool {
  readonly name: string;
  /** Whether its status is about its current spec (otherwise it is stale), and whether it has nodes. */
  readonly state: 'current' | 'empty' | 'stale';
  readonly spec: Observed<PoolSpec>;
  /** What its condition says of its nodes; undefined: it has none. */
  readonly says: string | undefined;
  /** In order of name; undefined while the status is stale. */
  readonly nodes: readonly PoolNode[] | undefined;
}

/** The status may be edited by hand. */
function nodesOf({ status }: LoadBalancerPool): PoolNode[] {
  return (status?.nodes ?? []).flatMap(({ name, addresses, ready, cordoned }) => {
    const known = { addresses: (addresses ?? []).filter(isPublishable), ready: ready ?? false };
    return name ? [{ name, ...known, ...(cordoned === true ? { cordoned } : {}) }] : [];
  });
}

function stateOf({ metadata, status }: LoadBalancerPool): Pool['state'] {
  const isCurrent = status?.observedGeneration != null && status.observedGeneration === metadata.generation;
  if (!isCurrent) return 'stale';
  return (status.nodes ?? []).length === 0 ? 'empty' : 'current';
}

/** Finds a pool by name. A pool of a newer version may have rules that we cannot read. */
function findPool(name: string, { pools }: ExposureState): Pool | 'missing' | 'unreadable' {
  const found = pools.find(({ metadata }) => metadata.name === name);
  if (found === undefined) return 'missing';
  if (!isReadableSpec(found.spec)) return 'unreadable';
  const state = stateOf(found);
  const says = findCondition(found.status?.conditions, 'Ready')?.message;
  const nodes = state === 'stale' ? undefined : nodesOf(found);
  return { name, state, spec: found.spec ?? {}, says, nodes };
}

/** The workload that the options or the pool choose. */
export function workloadOf({ workload }: ExposureOptions, pool: Pool | undefined): WorkloadKind {
  return workload ?? pool?.spec.workload ?? 'DaemonSet';
}

/** Why the pool, if there is one, does not admit the namespace of the exposure. */
export function namespaceProblems(pool: Pool | undefined, { exposure, namespace }: ExposureState): Problem[] {
  const { namespace: own } = exposure.metadata;
  // The API server puts this label on every namespace.
  const labels = { 'kubernetes.io/metadata.name': own, ...namespace?.metadata?.labels };
  if (pool === undefined || matchesSelector(pool.spec.namespaceSelector, labels)) return [];
  const rule = `LoadBalancerPool ${pool.name} does not admit namespace ${own}`;
  return [problem('PoolForbids', `${rule} (its namespaceSelector does not match the namespace's labels)`)];
}

/** Why the pool, if there is one, does not admit the workload. */
export function workloadProblems(pool: Pool | undefined, workload: WorkloadKind): Problem[] {
  const allowed = pool?.spec.allowedWorkloads;
  if (pool === undefined || allowed == null || allowed.includes(workload)) return [];
  const rule = `LoadBalancerPool ${pool.name} does not allow workload ${workload}, only ${allowed.join(', ')}`;
  return [problem('PoolForbids', `${rule}; change annotation ${PREFIX}workload, or use another pool`)];
}

/** The pool that decides about an exposure, and what stays in force because a pool cannot decide now. */
export interface PoolChoice {
  /** The pool whose rules apply and whose nodes are published. */
  readonly pool: Pool | undefined;
  /** The last good placement; undefined: the pool gives one. */
  readonly retained: Placement | undefined;
  /** The pool that should decide, if it is gone or cannot be read: only ports that were admitted before stay then. */
  readonly missing: string | undefined;
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
  return { pool, retained, missing: pool === undefined ? wasIn : undefined, problems };
}

/** Why the pool that the spec names cannot decide. What it has admitted stays. */
function notFound(name: string, found: 'missing' | 'unreadable', { previous }: ExposureState): Problem {
  const stays = previous.admitted?.pool === name;
  const isMissing = found === 'missing';
  const gone = stays ? 'does not exist any more' : 'does not exist';
  const what = isMissing ? gone : 'is of a newer version than this hook';
  const advice = isMissing ? 'list them with kubectl get lbpool' : 'update it';
  return problem('PoolNotFound', `LoadBalancerPool ${name} ${what}; ${stays ? UNCHANGED : advice}`);
}

/** The pool that the spec names exists. */
function inPool(pool: Pool, state: ExposureState): PoolChoice {
  const { admitted } = state.previous;
  const isMove = admitted !== undefined && admitted.pool !== pool.name;
  if (isMove && state.exposure.spec.options.pool !== undefined) {
    const workload = workloadOf(state.exposure.spec.options, pool);
    const forbidden = [...namespaceProblems(pool, state), ...workloadProblems(pool, workload)];
    if (forbidden.length > 0) return underFallback(forbidden, state);
  }
  const retained = pool.state === 'current' ? undefined : admitted;
  return { pool, retained, missing: undefined, problems: emptyProblem(pool) };
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
  if (isOptional) return { pool: undefined, retained: undefined, missing: undefined, problems: [] };
  return underFallback([notFound(name, found, state)], state);
}
