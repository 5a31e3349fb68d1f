import { matchesSelector } from '../kubernetes/label-selector.ts';
import type { LoadBalancerPool, PoolNode, PoolSpec } from '../kubernetes/load-balancer-pool.ts';
import { isPublishable } from '../pools/members.ts';
import { isReadableSpec } from '../kubernetes/readable.ts';
import type { Memory, RememberedPool } from './memory.ts';
import type { Observed } from './observed.ts';
import { problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import { poolTold } from './status.ts';

/** Name of the pool that serves Services which name none. */
const DEFAULT_POOL = 'default';

/** The LoadBalancerPool that a Service is in. */
export interface Pool {
  readonly name: string;
  /**
   * Whether its status tells of nodes, tells that there are none, or not yet; or only our memory tells of it, because it
   * is gone, or of a newer version than we are.
   */
  readonly state: 'told' | 'empty' | 'untold' | 'gone' | 'unreadable';
  /** Who may use it, and which ports: its newest words, for a rule binds at once. */
  readonly rules: PoolSpec;
  /**
   * What says where proxies run: the pool in its newest words, or while these lead to no node what placed them before,
   * for a typo must not take the proxies away; undefined: no pool did.
   */
  readonly placement: RememberedPool | undefined;
  /** In order of name; undefined: not known, so what is published stays. */
  readonly nodes: readonly PoolNode[] | undefined;
}

/** The pool that a Service is in, if any, or why it cannot be in the one that it asks for. */
export type PoolReading = { readonly pool: Pool | undefined } | { readonly fault: Problem };

const FIELDS = [
  'nodeSelector',
  'tolerations',
  'workload',
  'addressTypes',
  'namespaceSelector',
  'allowedPorts',
  'reservedPorts',
] as const satisfies readonly (keyof PoolSpec)[];

/** The known fields that are set, always in the same order: the text of it is kept, and must not change by itself. */
function specOf(spec: PoolSpec | null | undefined): PoolSpec {
  const present = FIELDS.map((field) => [field, spec?.[field]] as const);
  return Object.fromEntries(present.filter(([, value]) => value != null));
}

/** Somebody may have edited the status by hand. */
function nodesOf({ status }: LoadBalancerPool): PoolNode[] {
  return (status?.nodes ?? []).map(({ name = '', addresses, ready }) => ({
    name,
    addresses: (addresses ?? []).filter(isPublishable),
    ready: ready ?? false,
  }));
}

function stateOf({ metadata, status }: LoadBalancerPool): 'told' | 'empty' | 'untold' {
  if (status?.observedGeneration == null || status.observedGeneration !== metadata.generation)
    return 'untold';
  return (status.nodes ?? []).length === 0 ? 'empty' : 'told';
}

function livePool(live: LoadBalancerPool, name: string, memory: Memory | undefined): Pool {
  const state = stateOf(live);
  const rules = specOf(live.spec);
  const placement = { name, spec: rules };
  if (state === 'told') return { name, state, rules, placement, nodes: nodesOf(live) };
  if (memory !== undefined) return { name, state, rules, placement: memory.pool, nodes: undefined };
  return { name, state, rules, placement, nodes: state === 'empty' ? [] : undefined };
}

function findPool(name: string, { service, pools }: Observed, memory: Memory | undefined): Pool | undefined {
  const live = pools.find(({ metadata }) => metadata.name === name);
  if (live !== undefined && isReadableSpec(live.spec)) return livePool(live, name, memory);
  // Whoever may write the workload may let it remember a pool that never was.
  if (memory?.pool?.name !== name || poolTold(service)?.name !== name) return undefined;
  const state = live === undefined ? 'gone' : 'unreadable';
  return { name, state, rules: memory.pool.spec, placement: memory.pool, nodes: undefined };
}

function admits({ namespaceSelector }: PoolSpec, { service, namespace }: Observed): boolean {
  const { namespace: name } = service.metadata;
  // The API server puts this label on every namespace.
  const labels = { 'kubernetes.io/metadata.name': name, ...namespace?.metadata?.labels };
  return matchesSelector(namespaceSelector, labels);
}

/**
 * Finds the pool of a Service.
 * @param asked the pool that the Service names; undefined: `default`, if there is one
 */
export function readPool(
  asked: string | undefined,
  observed: Observed,
  memory: Memory | undefined,
): PoolReading {
  const name = asked ?? DEFAULT_POOL;
  const pool = findPool(name, observed, memory);
  if (pool === undefined) {
    if (asked === undefined) return { pool };
    const advice = 'kubectl get lbpool shows those that there are';
    return { fault: problem('PoolNotFound', `there is no LoadBalancerPool ${name}; ${advice}`) };
  }
  if (admits(pool.rules, observed)) return { pool };
  const { namespace } = observed.service.metadata;
  const rule = `LoadBalancerPool ${name} is not for namespace ${namespace}`;
  return {
    fault: problem('PoolForbids', `${rule} (its namespaceSelector does not match the namespace's labels)`),
  };
}

const STAYS = 'what runs stays as it is';

/** What is wrong with a pool that a Service is in. */
export function poolProblems({ name, state }: Pool): Problem[] {
  if (state === 'unreadable')
    return [
      problem('PoolNotFound', `LoadBalancerPool ${name} is of a newer version than this hook; ${STAYS}`),
    ];
  if (state === 'gone') return [problem('PoolNotFound', `LoadBalancerPool ${name} is gone; ${STAYS}`)];
  if (state !== 'empty') return [];
  return [problem('NoNodeMatches', `LoadBalancerPool ${name} has no nodes, see its nodeSelector; ${STAYS}`)];
}
