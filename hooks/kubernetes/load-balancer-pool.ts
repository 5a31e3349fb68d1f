import type { V1LabelSelector, V1ObjectMeta, V1Toleration } from '@kubernetes/client-node';
import type { Condition } from './conditions.ts';
import type { AddressType, NodeAddress } from './node-address.ts';
import type { Protocol } from './ports.ts';
import type { Observed } from './wire.ts';

/** What runs for a Service: proxies on every node, on some nodes, or none; then kube-proxy answers at the addresses. */
export const WORKLOADS = ['DaemonSet', 'Deployment', 'None'] as const;
export type WorkloadKind = (typeof WORKLOADS)[number];

/** What may be set for the ip mode. auto: VIP, unless a proxy finds kube-proxy in IPVS mode on its node. */
export const IP_MODES = ['auto', 'VIP', 'Proxy'] as const;
export type IPModeSetting = (typeof IP_MODES)[number];

/** Name of the pool for Services that name none. */
export const DEFAULT_POOL = 'default';

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
  /** Absent: every protocol. */
  readonly protocol?: Protocol;
}

/** What becomes of nodes with the exclude label: they do not belong to a pool, or they do. */
export const EXCLUDED_NODES = ['Exclude', 'Include'] as const;

/** An absent field restricts nothing. Source: metacontroller/base/load-balancer-pool-crd.yaml. */
export interface PoolSpec {
  readonly nodeSelector?: Observed<V1LabelSelector>;
  readonly tolerations?: readonly Observed<V1Toleration>[];
  /** Absent: Exclude. */
  readonly excludedNodes?: (typeof EXCLUDED_NODES)[number];
  /** Whether its nodes take no proxies of Services outside of it. It has one requirement in nodeSelector then. */
  readonly exclusive?: boolean;
  readonly workload?: WorkloadKind;
  readonly allowedWorkloads?: readonly WorkloadKind[];
  readonly ipMode?: IPModeSetting;
  readonly addressTypes?: readonly AddressType[];
  readonly namespaceSelector?: Observed<V1LabelSelector>;
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

/** A LoadBalancerPool as observed: the status may be missing, or edited by hand. */
export interface LoadBalancerPool {
  readonly metadata: Observed<V1ObjectMeta> & { readonly name: string };
  readonly spec?: Observed<PoolSpec> | null;
  readonly status?: {
    readonly observedGeneration?: number | null;
    readonly nodes?: readonly Partial<PoolNode>[] | null;
    readonly conditions?: readonly Condition[] | null;
  } | null;
}
