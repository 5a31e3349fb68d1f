import type { V1LabelSelector, V1ObjectMeta, V1Toleration } from '@kubernetes/client-node';
import type { Condition } from './conditions.ts';
import type { Wire } from './wire.ts';

/** Types of node address that can be published, as in a Node's status.addresses. */
export const ADDRESS_TYPES = ['ExternalIP', 'InternalIP', 'Hostname'] as const;
export type AddressType = (typeof ADDRESS_TYPES)[number];

/** What runs for a Service: proxies on every node, on some, or none, and kube-proxy answers at the nodes' addresses. */
export const WORKLOADS = ['DaemonSet', 'Deployment', 'None'] as const;
export type WorkloadKind = (typeof WORKLOADS)[number];

/** One address of a node. */
export interface NodeAddress {
  readonly type: AddressType;
  readonly address: string;
}

/** A node of a pool, in the pool's status. */
export interface PoolNode {
  readonly name: string;
  /** In order of type, family and number. */
  readonly addresses: readonly NodeAddress[];
  readonly ready: boolean;
}

/** Ports from port to endPort, both included, as in a NetworkPolicy; only port, if there is no endPort. */
export interface PoolPorts {
  readonly port: number;
  readonly endPort?: number;
}

/** Whatever is absent restricts nothing. Source: metacontroller/base/load-balancer-pool-crd.yaml. */
export interface PoolSpec {
  readonly nodeSelector?: Wire<V1LabelSelector>;
  readonly tolerations?: readonly Wire<V1Toleration>[];
  readonly workload?: WorkloadKind;
  readonly addressTypes?: readonly AddressType[];
  readonly namespaceSelector?: Wire<V1LabelSelector>;
  readonly allowedPorts?: readonly PoolPorts[];
  readonly reservedPorts?: readonly PoolPorts[];
}

export interface PoolStatus {
  readonly observedGeneration?: number;
  readonly totalNodes: number;
  readonly readyNodes: number;
  /** In order of name. */
  readonly nodes: readonly PoolNode[];
  readonly conditions: readonly Condition[];
}

/** A LoadBalancerPool as observed: the status may be missing, or have been edited by hand. */
export interface LoadBalancerPool {
  readonly metadata: Wire<V1ObjectMeta> & { readonly name: string };
  readonly spec?: PoolSpec | null;
  readonly status?: {
    readonly observedGeneration?: number | null;
    readonly nodes?: readonly Partial<PoolNode>[] | null;
    readonly conditions?: readonly Condition[] | null;
  } | null;
}
