import { familyOf, isHostName } from './ip-address.ts';

/** Types of node address that can be published, as in a Node's status.addresses. */
export const ADDRESS_TYPES = ['ExternalIP', 'InternalIP', 'Hostname'] as const;
export type AddressType = (typeof ADDRESS_TYPES)[number];

/** One address of a node. */
export interface NodeAddress {
  readonly type: AddressType;
  readonly address: string;
}

/** Whether a Service's status can hold it: with one bad entry the API server refuses the whole status. */
export function isPublishable({ type, address = '' }: Partial<NodeAddress>): boolean {
  return type === 'Hostname' ? isHostName(address) : familyOf(address) !== undefined;
}
