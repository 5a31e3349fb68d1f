import { findCondition, transitioned, withCondition } from '../kubernetes/conditions.ts';
import type { Condition } from '../kubernetes/conditions.ts';
import type { LoadBalancerPool, PoolStatus } from '../kubernetes/load-balancer-pool.ts';
import type { Group } from '../kubernetes/objects.ts';
import { membersOf, thatFit } from './members.ts';
import type { Node } from './members.ts';

/** The request of a CompositeController's sync hook, version v2. */
export interface SyncRequest {
  readonly parent: LoadBalancerPool;
  readonly related: { readonly 'Node.v1'?: Group<Node> };
}

/** The answer of a CompositeController's sync hook. A pool has no children. */
export interface PoolAnswer {
  readonly children: readonly never[];
  /** The whole status. */
  readonly status: PoolStatus;
}

type Verdict = Pick<Condition, 'status' | 'reason' | 'message'>;

function verdictOn(total: number, ready: number, listed: number): Verdict {
  if (total === 0)
    return { status: 'False', reason: 'NoNodeMatches', message: 'no node matches spec.nodeSelector' };
  const message = `${ready} of ${total} nodes are ready`;
  if (ready === 0) return { status: 'False', reason: 'NoReadyNode', message };
  if (listed === total) return { status: 'True', reason: 'Ready', message };
  const more = `only ${listed} fit into the status; divide the nodes among several pools`;
  return { status: 'True', reason: 'TooManyNodes', message: `${message}, but ${more}` };
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
export function syncPool({ parent, related }: SyncRequest, now: number): PoolAnswer {
  const members = membersOf(Object.values(related['Node.v1'] ?? {}));
  const nodes = thatFit(members);
  const readyNodes = members.filter(({ ready }) => ready).length;
  const verdict = verdictOn(members.length, readyNodes, nodes.length);
  const { generation } = parent.metadata;
  return {
    children: [],
    status: {
      ...(generation == null ? {} : { observedGeneration: generation }),
      totalNodes: members.length,
      readyNodes,
      nodes,
      conditions: withCondition(parent.status?.conditions, readyCondition(parent, verdict, now)),
    },
  };
}
