import { Ajv } from 'ajv';
import type { SchemaObject } from 'ajv';
import { WORKLOADS } from './load-balancer-pool.ts';
import { ADDRESS_TYPES } from './node-address.ts';
import { condition, name, required, word } from './schema.ts';
import type { ExposureOptions, ExposureSpec, ExposureStatus, WrittenSpec } from './service-exposure.ts';

// The engine wrote these objects as we answered them, so they are checked completely, and null is a fault.

type Fields<T> = Readonly<Record<keyof T, SchemaObject>>;

const texts: SchemaObject = { type: 'array', items: { type: 'string' } };
const count: SchemaObject = { type: 'integer', minimum: 0 };
const ports: SchemaObject = {
  type: 'array',
  items: { type: 'string', pattern: '^[1-9][0-9]{0,4}/(TCP|UDP|SCTP)$' },
};
const nodeSelector: SchemaObject = {
  type: 'array',
  items: required(
    { key: name, operator: word('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt') },
    { values: texts },
  ),
};
const tolerations: SchemaObject = {
  type: 'array',
  items: required(
    { operator: word('Exists', 'Equal') },
    {
      key: { type: 'string' },
      value: { type: 'string' },
      effect: word('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
      tolerationSeconds: { type: 'integer' },
    },
  ),
};

const options: Fields<ExposureOptions> = {
  pool: name,
  workload: word(...WORKLOADS),
  replicas: count,
  nodeSelector,
  tolerations,
  addressTypes: { type: 'array', items: word(...ADDRESS_TYPES) },
  addresses: texts,
  hostIP: name,
  ipMode: word('VIP', 'Proxy'),
};

/** A field that is null for a moment, while something that a person has added is removed. */
function orNull(schema: SchemaObject): SchemaObject {
  const words: unknown = schema['enum'];
  return {
    ...schema,
    nullable: true,
    ...(Array.isArray(words) ? { enum: [...(words as unknown[]), null] } : {}),
  };
}

const optionsOrNull = Object.fromEntries(
  Object.entries(options).map(([field, schema]) => [field, orNull(schema)]),
);

const { fallbackPool, internalTrafficPolicy, ...spec }: Fields<ExposureSpec> = {
  service: required({ name, uid: name }, { creationTimestamp: { type: 'string' } }),
  ports,
  families: { type: 'array', items: word('IPv4', 'IPv6') },
  externalTrafficPolicy: word('Cluster', 'Local'),
  internalTrafficPolicy: orNull(word('Local')),
  options: required({}, optionsOrNull),
  fallbackPool: orNull(name),
};

const node = required({ name, addresses: texts }, { replacingSince: { type: 'string' } });

const {
  observedGeneration,
  admitted,
  admittedSince,
  ipvsNode,
  followsEndpoints,
  waitsFor,
  ...status
}: Fields<ExposureStatus> = {
  observedGeneration: { type: 'integer' },
  admitted: required(
    { workload: word(...WORKLOADS), ports, ipMode: word('Auto', 'VIP', 'Proxy') },
    { pool: name, nodeSelector, tolerations, placementRevision: count },
  ),
  admittedSince: { type: 'string' },
  ipMode: word('VIP', 'Proxy'),
  ipvsNode: name,
  maxUnavailable: count,
  followsEndpoints: { type: 'boolean' },
  waitsFor: required({ ports, nodes: texts }),
  servingNodes: count,
  nodes: { type: 'array', items: node },
  problems: { type: 'array', items: required({ reason: name, message: { type: 'string' } }) },
  conditions: { type: 'array', items: condition },
};

/** The spec of a ServiceExposure. A field of the type that is missing here does not compile. */
export const EXPOSURE_SPEC: SchemaObject = required(spec, { fallbackPool, internalTrafficPolicy });

/** The status of a ServiceExposure, of which the same is true. */
export const EXPOSURE_STATUS: SchemaObject = required(status, {
  observedGeneration,
  admitted,
  admittedSince,
  ipvsNode,
  followsEndpoints,
  waitsFor,
});

/** A spec as the API server sends it, without the fields that are null. */
export function readSpec(written: WrittenSpec): ExposureSpec {
  const { options, fallbackPool, internalTrafficPolicy, ...rest } = written;
  const present = Object.entries(options).filter(([, value]) => value !== null);
  return {
    ...rest,
    ...(internalTrafficPolicy == null ? {} : { internalTrafficPolicy }),
    options: Object.fromEntries(present),
    ...(fallbackPool == null ? {} : { fallbackPool }),
  };
}

/** Whether a status is one that this version can read. It may be of a newer version, or edited by hand. */
export const isReadableStatus = new Ajv().compile<ExposureStatus>(EXPOSURE_STATUS);
