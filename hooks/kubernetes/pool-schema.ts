import { Ajv } from 'ajv';
import type { SchemaObject } from 'ajv';
import { EXCLUDED_NODES, IP_MODES, WORKLOADS } from './load-balancer-pool.ts';
import type { PoolSpec } from './load-balancer-pool.ts';
import { ADDRESS_TYPES } from './node-address.ts';
import { toleration } from './pod-schema.ts';
import { PROTOCOLS } from './ports.ts';
import { condition, flag, integer, list, mapOf, metadata, name, object, present, text } from './schema.ts';

/** Addresses of a node. */
export const addresses = list(present(object({ type: { type: 'string' }, address: { type: 'string' } })));
function orNull(...words: readonly string[]): SchemaObject {
  return { type: 'string', enum: [...words, null], nullable: true };
}

// The counts are those of the CustomResourceDefinition. They are checked before the items.
const values = { ...list({ type: 'string' }), maxItems: 64 };
const expression = present(object({ key: name, operator: name, values }, ['key', 'operator']));
const selector = object({
  matchLabels: { ...mapOf({ type: 'string' }), maxProperties: 32 },
  matchExpressions: { ...list(expression), maxItems: 32 },
});
const range = present(
  object({ port: { type: 'integer' }, endPort: integer, protocol: orNull(...PROTOCOLS) }, ['port']),
);
const ports = { ...list(range), maxItems: 64 };

/** The spec of a LoadBalancerPool. A field of the type that is missing here does not compile. */
const FIELDS: Readonly<Record<keyof PoolSpec, SchemaObject>> = {
  nodeSelector: selector,
  tolerations: { ...list(toleration), maxItems: 64 },
  excludedNodes: orNull(...EXCLUDED_NODES),
  exclusive: flag,
  workload: orNull(...WORKLOADS),
  allowedWorkloads: { ...list({ type: 'string', enum: WORKLOADS }), maxItems: 3 },
  ipMode: orNull(...IP_MODES),
  addressTypes: { ...list({ type: 'string', enum: ADDRESS_TYPES }), maxItems: 3 },
  namespaceSelector: selector,
  allowedPorts: ports,
  reservedPorts: ports,
};

/**
 * A LoadBalancerPool. Its spec may be of a newer version, and its status may be edited by hand. Neither makes the request
 * faulty, because then no Service in the pool would get an answer.
 */
export const POOL: SchemaObject = present(
  object(
    {
      apiVersion: name,
      kind: name,
      metadata,
      spec: object({}),
      status: object({
        observedGeneration: integer,
        nodes: list(present(object({ name: text, ready: flag, addresses }))),
        conditions: list(condition),
      }),
    },
    ['apiVersion', 'kind', 'metadata'],
  ),
);

/**
 * Whether a spec is one that this version can read. The API server checks pools against the CustomResourceDefinition,
 * which may be newer than the hook.
 */
export const isReadableSpec = new Ajv({ allowUnionTypes: true }).compile<PoolSpec | null | undefined>(
  object(FIELDS),
);
