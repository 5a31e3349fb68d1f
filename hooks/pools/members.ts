import type { V1Node } from '@kubernetes/client-node';
import { familyOf, isHostName, sortedHosts } from '../kubernetes/ip-address.ts';
import type { Wire } from '../kubernetes/wire.ts';
import { ADDRESS_TYPES } from '../kubernetes/load-balancer-pool.ts';
import type { NodeAddress, PoolNode } from '../kubernetes/load-balancer-pool.ts';

export type Node = Wire<V1Node> & { readonly metadata: { readonly name: string } };

/** Label by which Kubernetes' own service controller leaves a node out, whatever its value. */
export const EXCLUDE_LABEL = 'node.kubernetes.io/exclude-from-external-load-balancers';

/** Taint of a node that the cluster autoscaler is about to remove. */
const AUTOSCALER_TAINT = 'ToBeDeletedByClusterAutoscaler';

/** etcd takes an object of 1.5 MB, which has more than the list of nodes. */
const MAX_BYTES = 1_000_000;

function isMember({ metadata, spec }: Node): boolean {
  const excluded = Object.hasOwn(metadata.labels ?? {}, EXCLUDE_LABEL);
  const isGoing =
    metadata.deletionTimestamp != null || spec?.taints?.some(({ key }) => key === AUTOSCALER_TAINT);
  return !excluded && isGoing !== true;
}

/** Whether a Service's status can have it: with one bad entry the API server refuses the whole. */
export function isPublishable({ type, address = '' }: Partial<NodeAddress>): boolean {
  return type === 'Hostname' ? isHostName(address) : familyOf(address) !== undefined;
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

/** As many of the members, from the first, as a status has room for. */
export function thatFit(members: readonly PoolNode[]): PoolNode[] {
  let bytes = 0;
  const end = members.findIndex((member) => {
    bytes += JSON.stringify(member).length + 1;
    return bytes > MAX_BYTES;
  });
  return end === -1 ? [...members] : members.slice(0, end);
}
