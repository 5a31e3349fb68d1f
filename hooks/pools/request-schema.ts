import type { SchemaObject } from 'ajv';
import { POOL, addresses } from '../kubernetes/pool-schema.ts';
import { condition, group, list, metadata, object, present, text } from '../kubernetes/schema.ts';

const node = present(
  object(
    {
      metadata,
      spec: object({ taints: list(present(object({ key: text, effect: text }))) }),
      status: object({ addresses, conditions: list(condition) }),
    },
    ['metadata'],
  ),
);

const related = present(
  object({
    'Node.v1': group('node'),
    'LoadBalancerPool.akrobateo.kontena.io/v1alpha1': group('pool'),
  }),
);

/** What `POST /pools/sync` accepts, as far as the core reads it. */
export const SYNC_REQUEST: SchemaObject = {
  ...present(object({ object: POOL, related }, ['object', 'related'])),
  $defs: { node, pool: POOL },
};

/** What `POST /pools/customize` accepts. */
export const CUSTOMIZE_REQUEST: SchemaObject = present(object({ parent: POOL }, ['parent']));
