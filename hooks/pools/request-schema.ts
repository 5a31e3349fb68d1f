import type { SchemaObject } from 'ajv';
import type { LoadBalancerPool } from '../kubernetes/load-balancer-pool.ts';
import { POOL, addresses } from '../kubernetes/pool-schema.ts';
import { condition, group, list, metadata, object, required, text } from '../kubernetes/schema.ts';
import type { TypeOf } from '../kubernetes/schema.ts';
import type { Node } from './members.ts';

const taints = list(required({}, { key: text, effect: text }));
const status = object({ addresses, conditions: list(condition) });
const node = required({ metadata }, { spec: object({ taints }), status });

/** The nodes that the pool selects, and the exclusive pools. */
const related = required(
  {},
  {
    'Node.v1': group<Node>('node'),
    'LoadBalancerPool.akrobateo.kontena.io/v1alpha1': group<LoadBalancerPool>('pool'),
  },
);

/** The request of a DecoratorController's sync hook, version v2. */
export interface SyncRequest {
  readonly object: LoadBalancerPool;
  readonly related: TypeOf<typeof related>;
}

/** What `POST /pools/sync` accepts, as far as the core reads it. */
export const SYNC_REQUEST: SchemaObject = {
  ...required({ object: POOL, related }, {}),
  $defs: { node, pool: POOL },
};

/** What `POST /pools/customize` accepts. */
export const CUSTOMIZE_REQUEST: SchemaObject = required({ parent: POOL }, {});
