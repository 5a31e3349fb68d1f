import { withCondition } from '../kubernetes/conditions.ts';
import { exclusivePools, outsideOf } from '../kubernetes/exclusive-pools.ts';
import { fitting } from '../kubernetes/fitting.ts';
import { EXCLUSIVE_LABEL } from '../kubernetes/keys.ts';
import { isReadableSpec } from '../kubernetes/load-balancer-pool.ts';
import type { LoadBalancerPool, PoolStatus } from '../kubernetes/load-balancer-pool.ts';
import { readMembers } from './members.ts';
import type { LeftOut } from './members.ts';
import type { SyncRequest } from './request-schema.ts';

/** etcd takes an object of 1.5 MB, which holds more than the list of nodes. */
const MAX_BYTES = 1_000_000;

/** The answer of a DecoratorController's sync hook. A pool has no attachments. */
export interface PoolAnswer {
  readonly attachments: readonly never[];
  /** Labels to set on the pool; null removes one. */
  readonly labels?: Readonly<Record<string, string | null>>;
  /** The whole status. */
  readonly status: PoolStatus;
}

function emptyMessage(selected: number, reasons: readonly LeftOut[], why: string): string {
  if (selected === 0) return 'no node matches spec.nodeSelector';
  if (why === '') return 'every node that matches spec.nodeSelector is being removed';
  return `no node is left: ${why}; ${reasons.map(({ advice }) => advice).join(', or ')}`;
}

/**
 * The reason of the Ready condition.
 * 1. NoNodeMatches: the pool has no members. The message says why.
 * 2. NoReadyNode: none of them is ready.
 * 3. TooManyNodes: ready, but not all of them fit into the status.
 * 4. Ready.
 * @param selected how many nodes the pool selects
 */
function verdictOn(
  { totalNodes: total, readyNodes, nodes }: Omit<PoolStatus, 'conditions'>,
  selected: number,
  reasons: readonly LeftOut[],
) {
  const why = reasons.map(({ text }) => text).join(', ');
  if (total === 0)
    return { status: 'False', reason: 'NoNodeMatches', message: emptyMessage(selected, reasons, why) };
  const message = `${readyNodes} of ${total} nodes are ready${why === '' ? '' : ` (${why})`}`;
  if (readyNodes === 0) return { status: 'False', reason: 'NoReadyNode', message };
  if (nodes.length === total) return { status: 'True', reason: 'Ready', message };
  const more = `only ${nodes.length} fit into the status; divide the nodes among several pools`;
  return { status: 'True', reason: 'TooManyNodes', message: `${message}, but ${more}` };
}

/** The label by which exposures and other pools find an exclusive pool. */
function exclusiveLabel(pool: LoadBalancerPool): Pick<PoolAnswer, 'labels'> {
  const { labels } = pool.metadata;
  if (outsideOf(pool) !== undefined) return { labels: { [EXCLUSIVE_LABEL]: 'true' } };
  return Object.hasOwn(labels ?? {}, EXCLUSIVE_LABEL) ? { labels: { [EXCLUSIVE_LABEL]: null } } : {};
}

/**
 * From a pool and the nodes that it selects to its status: what exposures need to know about the nodes, and nothing that
 * changes with the heartbeat of a node. Pure.
 * @param now milliseconds since the epoch
 */
export function syncPool({ object: pool, related }: SyncRequest, now: number): PoolAnswer {
  const selected = Object.values(related['Node.v1'] ?? {});
  const others = Object.values(related['LoadBalancerPool.akrobateo.kontena.io/v1alpha1'] ?? {});
  const spec = isReadableSpec(pool.spec) ? (pool.spec ?? {}) : {};
  const exclusive = exclusivePools([pool, ...others], pool.metadata.name);
  const { members, leftOut } = readMembers(selected, { spec, exclusive });
  const { generation } = pool.metadata;
  const about = generation == null ? {} : { observedGeneration: generation };
  const status = {
    ...about,
    totalNodes: members.length,
    readyNodes: members.filter((node) => node.ready).length,
    nodes: fitting(members, MAX_BYTES),
  };
  const condition = { type: 'Ready', ...verdictOn(status, selected.length, leftOut), ...about };
  const conditions = withCondition(pool.status?.conditions, condition, now);
  return { attachments: [], ...exclusiveLabel(pool), status: { ...status, conditions } };
}
