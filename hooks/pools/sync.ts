import { findCondition, transitioned, withCondition } from '../kubernetes/conditions.ts';
import type { Condition } from '../kubernetes/conditions.ts';
import { exclusivePools, outsideOf } from '../kubernetes/exclusive-pools.ts';
import { EXCLUSIVE_LABEL } from '../kubernetes/keys.ts';
import type { LoadBalancerPool, PoolStatus } from '../kubernetes/load-balancer-pool.ts';
import type { Group } from '../kubernetes/objects.ts';
import { isReadableSpec } from '../kubernetes/pool-schema.ts';
import { leftOut, membersOf, thatFit } from './members.ts';
import type { LeftOut, Node } from './members.ts';

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

type Verdict = Pick<Condition, 'status' | 'reason' | 'message'>;

/** How many nodes a pool selects, and what became of them. */
interface Numbers {
  readonly selected: number;
  readonly total: number;
  readonly ready: number;
  readonly listed: number;
}

function textOf(reasons: readonly LeftOut[]): string {
  return reasons.map(({ text }) => text).join(', ');
}

function emptyMessage(selected: number, reasons: readonly LeftOut[]): string {
  if (selected === 0) return 'no node matches spec.nodeSelector';
  if (reasons.length === 0) return 'every node that matches spec.nodeSelector is being removed';
  const advice = reasons.map((each) => each.advice).join(', or ');
  return `no node is left: ${textOf(reasons)}; ${advice}`;
}

function verdictOn({ selected, total, ready, listed }: Numbers, reasons: readonly LeftOut[]): Verdict {
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

function readyCondition({ metadata, status }: LoadBalancerPool, verdict: Verdict, now: number): Condition {
  const { generation } = metadata;
  const about = generation == null ? {} : { observedGeneration: generation };
  const previous = findCondition(status?.conditions, 'Ready');
  return transitioned({ type: 'Ready', ...verdict, ...about }, previous, now);
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
  const nodes = thatFit(members);
  const readyNodes = members.filter(({ ready }) => ready).length;
  const numbers = {
    selected: selected.length,
    total: members.length,
    ready: readyNodes,
    listed: nodes.length,
  };
  const verdict = verdictOn(numbers, leftOut(selected, membership));
  const { generation } = pool.metadata;
  return {
    attachments: [],
    ...exclusiveLabel(pool),
    status: {
      ...(generation == null ? {} : { observedGeneration: generation }),
      totalNodes: members.length,
      readyNodes,
      nodes,
      conditions: withCondition(pool.status?.conditions, readyCondition(pool, verdict, now)),
    },
  };
}
