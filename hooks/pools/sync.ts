import { withCondition } from '../kubernetes/conditions.ts';
import { exclusivePools, outsideOf } from '../kubernetes/exclusive-pools.ts';
import { fitting } from '../kubernetes/fitting.ts';
import { EXCLUSIVE_LABEL } from '../kubernetes/keys.ts';
import { isReadableSpec } from '../kubernetes/load-balancer-pool.ts';
import type { LoadBalancerPool, PoolStatus } from '../kubernetes/load-balancer-pool.ts';
import type { Group } from '../kubernetes/objects.ts';
import { leftOut, membersOf } from './members.ts';
import type { LeftOut, Node } from './members.ts';

/** etcd takes an object of 1.5 MB, which holds more than the list of nodes. */
const MAX_BYTES = 1_000_000;

/** The request of a DecoratorController's sync hook, version v2. */
export interface SyncRequest {
  readonly object: LoadBalancerPool;
  readonly related: {
    readonly 'Node.v1'?: Group<Node>;
    /** The exclusive pools. */
    readonly 'LoadBalancerPool.akrobateo.kontena.io/v1alpha1'?: Group<LoadBalancerPool>;
  };
}

/** The answer of a DecoratorController's sync hook. A pool has no attachments. */
export interface PoolAnswer {
  readonly attachments: readonly never[];
  /** Labels to set on the pool; null removes one. */
  readonly labels?: Readonly<Record<string, string | null>>;
  /** The whole status. */
  readonly status: PoolStatus;
}

/** How many nodes a pool selects, and what became of them. */
interface Counts {
  readonly selected: number;
  readonly total: number;
  readonly ready: number;
  readonly listed: number;
}

function emptyMessage(selected: number, reasons: readonly LeftOut[]): string {
  if (selected === 0) return 'no node matches spec.nodeSelector';
  if (reasons.length === 0) return 'every node that matches spec.nodeSelector is being removed';
  const advice = reasons.map((each) => each.advice).join(', or ');
  return `no node is left: ${textOf(reasons)}; ${advice}`;
}

function textOf(reasons: readonly LeftOut[]): string {
  return reasons.map(({ text }) => text).join(', ');
}

/**
 * The reason of the Ready condition.
 * 1. NoNodeMatches: the pool has no members. The message says why.
 * 2. NoReadyNode: none of them is ready.
 * 3. TooManyNodes: ready, but not all of them fit into the status.
 * 4. Ready.
 */
function verdictOn({ selected, total, ready, listed }: Counts, reasons: readonly LeftOut[]) {
  if (total === 0)
    return { status: 'False', reason: 'NoNodeMatches', message: emptyMessage(selected, reasons) };
  const left = reasons.length === 0 ? '' : ` (${textOf(reasons)})`;
  const message = `${ready} of ${total} nodes are ready${left}`;
  if (ready === 0) return { status: 'False', reason: 'NoReadyNode', message };
  if (listed === total) return { status: 'True', reason: 'Ready', message };
  const more = `only ${listed} fit into the status; divide the nodes among several pools`;
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
  const membership = {
    spec: isReadableSpec(pool.spec) ? (pool.spec ?? {}) : {},
    exclusive: exclusivePools([pool, ...others], pool.metadata.name),
  };
  const members = membersOf(selected, membership);
  const nodes = fitting(members, MAX_BYTES);
  const total = members.length;
  const ready = members.filter((node) => node.ready).length;
  const counts = { selected: selected.length, total, ready, listed: nodes.length };
  const { generation } = pool.metadata;
  const about = generation == null ? {} : { observedGeneration: generation };
  const condition = { type: 'Ready', ...verdictOn(counts, leftOut(selected, membership)), ...about };
  return {
    attachments: [],
    ...exclusiveLabel(pool),
    status: {
      ...about,
      totalNodes: total,
      readyNodes: ready,
      nodes,
      conditions: withCondition(pool.status?.conditions, condition, now),
    },
  };
}
