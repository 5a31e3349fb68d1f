import { findCondition } from '../kubernetes/conditions.ts';
import { PREFIX } from '../kubernetes/keys.ts';
import { matchesSelector } from '../kubernetes/label-selector.ts';
import { isReadableSpec } from '../kubernetes/load-balancer-pool.ts';
import type { LoadBalancerPool, PoolNode, PoolSpec, WorkloadKind } from '../kubernetes/load-balancer-pool.ts';
import { isPublishable } from '../kubernetes/node-address.ts';
import { problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
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
  return (status?.nodes ?? []).flatMap(({ name, addresses, ready }) =>
    name ? [{ name, addresses: (addresses ?? []).filter(isPublishable), ready: ready ?? false }] : [],
  );
}

function stateOf({ metadata, status }: LoadBalancerPool): Pool['state'] {
  const isCurrent = status?.observedGeneration != null && status.observedGeneration === metadata.generation;
  if (!isCurrent) return 'stale';
  return (status.nodes ?? []).length === 0 ? 'empty' : 'current';
}

/** Finds a pool by name. A pool of a newer version may have rules that we cannot read. */
export function findPool(name: string, { pools }: ExposureState): Pool | 'missing' | 'unreadable' {
  const found = pools.find(({ metadata }) => metadata.name === name);
  if (found === undefined) return 'missing';
  if (!isReadableSpec(found.spec)) return 'unreadable';
  const state = stateOf(found);
  const says = findCondition(found.status?.conditions, 'Ready')?.message;
  const nodes = state === 'stale' ? undefined : nodesOf(found);
  return { name, state, spec: found.spec ?? {}, says, nodes };
}

/** Why the pool does not admit the namespace of the exposure. */
export function namespaceProblem({ name, spec }: Pool, { exposure, namespace }: ExposureState): Problem[] {
  const { namespace: own } = exposure.metadata;
  // The API server puts this label on every namespace.
  const labels = { 'kubernetes.io/metadata.name': own, ...namespace?.metadata?.labels };
  if (matchesSelector(spec.namespaceSelector, labels)) return [];
  const rule = `LoadBalancerPool ${name} does not admit namespace ${own}`;
  return [problem('PoolForbids', `${rule} (its namespaceSelector does not match the namespace's labels)`)];
}

/** Why the pool does not admit the workload. */
export function workloadProblem({ name, spec }: Pool, workload: WorkloadKind): Problem[] {
  const allowed = spec.allowedWorkloads;
  if (allowed == null || allowed.includes(workload)) return [];
  const rule = `LoadBalancerPool ${name} does not allow workload ${workload}, only ${allowed.join(', ')}`;
  return [problem('PoolForbids', `${rule}; change annotation ${PREFIX}workload, or use another pool`)];
}
