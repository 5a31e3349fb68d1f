import type { V1Node } from '@kubernetes/client-node';
import { poolsText } from '../kubernetes/exclusive-pools.ts';
import type { ExclusivePool } from '../kubernetes/exclusive-pools.ts';
import { sortedHosts } from '../kubernetes/ip-address.ts';
import { EXCLUDE_LABEL } from '../kubernetes/keys.ts';
import { matchesSelector } from '../kubernetes/label-selector.ts';
import type { Observed } from '../kubernetes/wire.ts';
import type { PoolNode, PoolSpec } from '../kubernetes/load-balancer-pool.ts';
import { ADDRESS_TYPES, isPublishable } from '../kubernetes/node-address.ts';
import type { NodeAddress } from '../kubernetes/node-address.ts';

export type Node = Observed<V1Node> & { readonly metadata: { readonly name: string } };

/** Taint of a node that the cluster autoscaler is about to remove. */
const AUTOSCALER_TAINT = 'ToBeDeletedByClusterAutoscaler';

/** A pool and the exclusive pools whose nodes are not for it. */
export interface Membership {
  readonly spec: Observed<PoolSpec>;
  readonly exclusive: readonly ExclusivePool[];
}

/** Why a node that a pool selects is not its member: it is terminating, it has the exclude label, or its exclusive pools. */
type Objection = 'terminating' | 'excluded' | readonly ExclusivePool[];

function objectionTo({ metadata, spec }: Node, membership: Membership): Objection | undefined {
  const labels = metadata.labels ?? {};
  const isRemoved = spec?.taints?.some(({ key }) => key === AUTOSCALER_TAINT) === true;
  if (metadata.deletionTimestamp != null || isRemoved) return 'terminating';
  const isExcluded = membership.spec.excludedNodes !== 'Include' && Object.hasOwn(labels, EXCLUDE_LABEL);
  if (isExcluded) return 'excluded';
  const owners = membership.exclusive.filter(
    ({ outside }) => !matchesSelector({ matchExpressions: [outside] }, labels),
  );
  return owners.length > 0 ? owners : undefined;
}

/** Why nodes that a pool selects are left out, and what can be done. */
export interface LeftOut {
  /** `3 nodes have the label ...` */
  readonly text: string;
  readonly advice: string;
}

function counted(count: number, one: string, many: string): string {
  return count === 1 ? `1 node ${one}` : `${count} nodes ${many}`;
}

/** Says why nodes are left out: the exclude label, and exclusive pools. Nodes that terminate need no explanation. */
function leftOut(objections: readonly (Objection | undefined)[], { exclusive }: Membership): LeftOut[] {
  const excluded = objections.filter((objection) => objection === 'excluded').length;
  const owned = objections.filter((objection) => typeof objection === 'object');
  const owners = exclusive.filter((pool) => owned.some((pools) => pools.includes(pool)));
  const found: LeftOut[] = [];
  if (excluded > 0) {
    const text = `${counted(excluded, 'has', 'have')} the label ${EXCLUDE_LABEL}`;
    found.push({ text, advice: 'remove the label, or set spec.excludedNodes to Include' });
  }
  if (owned.length > 0) {
    const text = `${counted(owned.length, 'belongs', 'belong')} to exclusive ${poolsText(owners)}`;
    found.push({ text, advice: 'select other nodes' });
  }
  return found;
}

function addressesOf({ status }: Node): NodeAddress[] {
  return ADDRESS_TYPES.flatMap((type) => {
    const addresses = (status?.addresses ?? []).filter((address) => address.type === type);
    return sortedHosts(addresses.map(({ address }) => address))
      .map((address) => ({ type, address }))
      .filter(isPublishable);
  });
}

function isReady({ status }: Node): boolean {
  const conditions = status?.conditions ?? [];
  return conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True');
}

/** The nodes that may carry load balancers, in order of name, and why others may not. */
export function readMembers(nodes: readonly Node[], membership: Membership) {
  const objections = nodes.map((node) => objectionTo(node, membership));
  const members = nodes
    .filter((_, index) => objections[index] === undefined)
    .map((node): PoolNode => ({
      name: node.metadata.name,
      addresses: addressesOf(node),
      ready: isReady(node),
      ...(node.spec?.unschedulable === true ? { cordoned: true } : {}),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return { members, leftOut: leftOut(objections, membership) };
}
