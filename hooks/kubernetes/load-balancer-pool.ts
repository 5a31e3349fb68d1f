import type { V1LabelSelector, V1ObjectMeta, V1Toleration } from '@kubernetes/client-node';
import type { Condition } from './conditions.ts';
import { ADDRESS_TYPES } from './node-address.ts';
import type { AddressType, NodeAddress } from './node-address.ts';
import { toleration } from './pod-schema.ts';
import { PROTOCOLS } from './ports.ts';
import type { Protocol } from './ports.ts';
import { flag, integer, list, mapOf, name, object, present, string, wholeNumber, word } from './schema.ts';
import type { Schema, TypeOf } from './schema.ts';
import type { Observed } from './wire.ts';

/** What runs for a Service: proxies on every node, on some nodes, or none; then kube-proxy answers at the addresses. */
export const WORKLOADS = ['DaemonSet', 'Deployment', 'None'] as const;
export type WorkloadKind = (typeof WORKLOADS)[number];

/** What may be set for the ip mode. auto: VIP, unless a proxy finds kube-proxy in IPVS mode on its node. */
export const IP_MODES = ['auto', 'VIP', 'Proxy'] as const;

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
  readonly endPort?: number | null;
  /** Absent: every protocol. */
  readonly protocol?: Protocol | null;
}

type OneOf<Word> = Schema<Word | null>;
type Some<Item> = Schema<readonly Item[] | null>;

function oneOf<const Word extends string>(...words: readonly Word[]): OneOf<Word> {
  return { type: 'string', enum: [...words, null], nullable: true };
}

// The counts are those of the CustomResourceDefinition. They are checked before the items.
const values = { ...list(string), maxItems: 64 };
const expression = present(object({ key: name, operator: name, values }, ['key', 'operator']));
const selector: Schema<Observed<V1LabelSelector> | null> = object({
  matchLabels: { ...mapOf(string), maxProperties: 32 },
  matchExpressions: { ...list(expression), maxItems: 32 },
});
const tolerations: Some<Observed<V1Toleration>> = { ...list(toleration), maxItems: 64 };
const range = present(
  object({ port: wholeNumber, endPort: integer, protocol: oneOf(...PROTOCOLS) }, ['port']),
);
const ports: Some<PoolPorts> = { ...list(range), maxItems: 64 };
const allowedWorkloads: Some<WorkloadKind> = { ...list(word(...WORKLOADS)), maxItems: 3 };
const addressTypes: Some<AddressType> = { ...list(word(...ADDRESS_TYPES)), maxItems: 3 };
const exclusive: Schema<boolean | null> = flag;

/** An absent field restricts nothing. Source: metacontroller/base/load-balancer-pool-crd.yaml. */
export const POOL_SPEC = {
  nodeSelector: selector,
  tolerations,
  /** What becomes of nodes with the exclude label: they do not belong to a pool, or they do. Absent: Exclude. */
  excludedNodes: oneOf('Exclude', 'Include'),
  /** Whether its nodes take no proxies of Services outside of it. It has one requirement in nodeSelector then. */
  exclusive,
  workload: oneOf(...WORKLOADS),
  allowedWorkloads,
  ipMode: oneOf(...IP_MODES),
  addressTypes,
  namespaceSelector: selector,
  allowedPorts: ports,
  reservedPorts: ports,
};
export type PoolSpec = { readonly [Field in keyof typeof POOL_SPEC]?: TypeOf<(typeof POOL_SPEC)[Field]> };

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
