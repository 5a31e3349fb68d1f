import type { SchemaObject } from 'ajv';
import {
  condition,
  flag,
  group,
  integer,
  list,
  mapOf,
  metadata,
  name,
  object,
  present,
  text,
} from '../kubernetes/schema.ts';

const addresses = list(present(object({ type: { type: 'string' }, address: { type: 'string' } })));
const selector = object({
  matchLabels: mapOf({ type: 'string' }),
  matchExpressions: list(
    present(object({ key: name, operator: name, values: list({ type: 'string' }) }, ['key', 'operator'])),
  ),
});
const toleration = present(
  object({ key: text, operator: text, value: text, effect: text, tolerationSeconds: integer }),
);
const ports = list(present(object({ port: { type: 'integer' }, endPort: integer }, ['port'])));

/** The spec of a LoadBalancerPool, as far as the core reads it. */
export const POOL_SPEC: SchemaObject = object({
  nodeSelector: selector,
  tolerations: list(toleration),
  workload: { type: 'string', enum: ['DaemonSet', 'Deployment', 'None', null], nullable: true },
  addressTypes: list({ type: 'string', enum: ['ExternalIP', 'InternalIP', 'Hostname'] }),
  namespaceSelector: selector,
  allowedPorts: ports,
  reservedPorts: ports,
});

/**
 * A LoadBalancerPool. Its spec may be of a newer version, and its status have been edited by hand: neither is a fault of
 * the request, for it would keep every Service from being answered.
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

/** What `POST /pools/sync` accepts, as far as the core reads it. */
export const SYNC_REQUEST: SchemaObject = {
  ...present(
    object({ parent: POOL, related: present(object({ 'Node.v1': group('node') })) }, ['parent', 'related']),
  ),
  $defs: { node },
};

/** What `POST /pools/customize` accepts. */
export const CUSTOMIZE_REQUEST: SchemaObject = present(object({ parent: POOL }, ['parent']));
