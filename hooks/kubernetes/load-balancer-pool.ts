import { Ajv } from 'ajv';
import type { SchemaObject } from 'ajv';
import type { Condition } from './conditions.ts';
import { ADDRESS_TYPES } from './node-address.ts';
import type { NodeAddress } from './node-address.ts';
import { toleration } from './pod-schema.ts';
import { PROTOCOLS } from './ports.ts';
import {
  condition,
  desired,
  flag,
  integer,
  list,
  mapOf,
  metadata,
  name,
  observed,
  orNull,
  partial,
  text,
  word,
} from './schema.ts';
import type { Schema, TypeOf } from './schema.ts';

/** What runs for a Service: proxies on every node, on some nodes, or none; then kube-proxy answers at the addresses. */
export const WORKLOADS = ['DaemonSet', 'Deployment', 'None'] as const;
export type WorkloadKind = (typeof WORKLOADS)[number];

/** What may be set for the ip mode. auto: VIP, unless a proxy finds kube-proxy in IPVS mode on its node. */
export const IP_MODES = ['auto', 'VIP', 'Proxy'] as const;

/** Name of the pool for Services that name none. */
export const DEFAULT_POOL = 'default';

// The counts are those of the CustomResourceDefinition. They are checked before the items.
const few = { maxItems: 64 };
const expression = observed({ key: name, operator: name }, { values: list(text, few) });
const selector = partial({
  matchLabels: mapOf(text, { maxProperties: 32 }),
  matchExpressions: list(expression, { maxItems: 32 }),
});
/** Ports from port to endPort, both included, as in a NetworkPolicy. Absent: only port, and every protocol. */
const range = observed({ port: integer }, { endPort: integer, protocol: word(...PROTOCOLS) });
const ports = list(range, few);

/** An absent field restricts nothing. Source: metacontroller/base/load-balancer-pool-crd.yaml. */
export const POOL_SPEC = partial({
  nodeSelector: selector,
  tolerations: list(toleration, few),
  /** What becomes of nodes with the exclude label: they do not belong to a pool, or they do. Absent: Exclude. */
  excludedNodes: word('Exclude', 'Include'),
  /** Whether its nodes take no proxies of Services outside of it. It has one requirement in nodeSelector then. */
  exclusive: flag,
  workload: word(...WORKLOADS),
  allowedWorkloads: list(word(...WORKLOADS), { maxItems: 3 }),
  ipMode: word(...IP_MODES),
  addressTypes: list(word(...ADDRESS_TYPES), { maxItems: 3 }),
  namespaceSelector: selector,
  allowedPorts: ports,
  reservedPorts: ports,
});
export type PoolSpec = TypeOf<typeof POOL_SPEC>;
export type PoolPorts = TypeOf<typeof range>;

/**
 * Whether a spec is one that this version can read. The API server checks pools against the CustomResourceDefinition,
 * which may be newer than the hook.
 */
export const isReadableSpec = new Ajv().compile<PoolSpec | null | undefined>(orNull(POOL_SPEC));

/** Addresses of a node. */
export const addresses: Schema<readonly NodeAddress[]> = list<unknown>(
  desired({}, { type: text, address: text }),
) as SchemaObject;

const anySpec: Schema<PoolSpec> = { type: 'object' };

/**
 * A LoadBalancerPool. Its spec may be of a newer version, and its status may be edited by hand. Neither makes the request
 * faulty, because then no Service in the pool would get an answer.
 */
export const POOL = observed(
  { apiVersion: name, kind: name, metadata },
  {
    spec: anySpec,
    status: partial({
      observedGeneration: integer,
      nodes: list(partial({ name: text, ready: flag, cordoned: flag, addresses })),
      conditions: list(condition),
    }),
  },
);

/** A LoadBalancerPool as observed. */
export type LoadBalancerPool = Omit<TypeOf<typeof POOL>, 'apiVersion' | 'kind'>;

/** A node of a pool, as we write it into the pool's status. */
export interface PoolNode {
  readonly name: string;
  /** In order of type, family and number. */
  readonly addresses: readonly NodeAddress[];
  readonly ready: boolean;
  /** Whether it takes no new pods (spec.unschedulable of the Node). Absent: it does. */
  readonly cordoned?: true;
}

export interface PoolStatus {
  readonly observedGeneration?: number;
  readonly totalNodes: number;
  readonly readyNodes: number;
  /** In order of name. */
  readonly nodes: readonly PoolNode[];
  readonly conditions: readonly Condition[];
}
