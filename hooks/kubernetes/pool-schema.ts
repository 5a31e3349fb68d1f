import { Ajv } from 'ajv';
import type { SchemaObject } from 'ajv';
import { POOL_SPEC } from './load-balancer-pool.ts';
import type { PoolSpec } from './load-balancer-pool.ts';
import { condition, flag, integer, list, metadata, name, object, present, string, text } from './schema.ts';

/** Addresses of a node. */
export const addresses = list(present(object({ type: string, address: string })));

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
  object(POOL_SPEC),
);
