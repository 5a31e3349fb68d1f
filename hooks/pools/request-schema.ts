import type { SchemaObject } from 'ajv';
import { POOL, addresses } from '../kubernetes/load-balancer-pool.ts';
import type { LoadBalancerPool } from '../kubernetes/load-balancer-pool.ts';
import {
  condition,
  desired,
  flag,
  group,
  list,
  metadata,
  observed,
  partial,
  text,
} from '../kubernetes/schema.ts';
import type { TypeOf } from '../kubernetes/schema.ts';
import type { Node } from './members.ts';

const node = observed(
  { metadata },
  {
    spec: partial({ taints: list(partial({ key: text, effect: text })), unschedulable: flag }),
    status: partial({ addresses, conditions: list(condition) }),
  },
);

/** The nodes that the pool selects, and the exclusive pools. */
const related = desired(
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
  ...desired({ object: POOL, related }, {}),
  $defs: { node, pool: POOL },
};

/** What `POST /pools/customize` accepts. */
export const CUSTOMIZE_REQUEST: SchemaObject = desired({ parent: POOL }, {});
