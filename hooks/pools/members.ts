import type { V1Node } from '@kubernetes/client-node';
import { fitting } from '../kubernetes/fitting.ts';
import { sortedHosts } from '../kubernetes/ip-address.ts';
import { EXCLUDE_LABEL } from '../kubernetes/keys.ts';
import type { Observed } from '../kubernetes/wire.ts';
import type { PoolNode } from '../kubernetes/load-balancer-pool.ts';
import { ADDRESS_TYPES, isPublishable } from '../kubernetes/node-address.ts';
import type { NodeAddress } from '../kubernetes/node-address.ts';

export type Node = Observed<V1Node> & { readonly metadata: { readonly name: string } };

/** Taint of a node that the cluster autoscaler is about to remove. */
const AUTOSCALER_TAINT = 'ToBeDeletedByClusterAutoscaler';

/** etcd takes an object of 1.5 MB, which holds more than the list of nodes. */
const MAX_BYTES = 1_000_000;

function isMember({ metadata, spec }: Node): boolean {
  const excluded = Object.hasOwn(metadata.labels ?? {}, EXCLUDE_LABEL);
  const isLeaving =
    metadata.deletionTimestamp != null || spec?.taints?.some(({ key }) => key === AUTOSCALER_TAINT);
  return !excluded && isLeaving !== true;
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
  return (
    status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ??
    false
  );
}

/** The nodes that may carry load balancers, in order of name. */
export function membersOf(nodes: readonly Node[]): PoolNode[] {
  return nodes
    .filter(isMember)
    .map((node) => ({ name: node.metadata.name, addresses: addressesOf(node), ready: isReady(node) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** As many of the members, from the first, as fit into a status. */
export function thatFit(members: readonly PoolNode[]): readonly PoolNode[] {
  return fitting(members, MAX_BYTES);
}
