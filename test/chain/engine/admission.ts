import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { SchemaObject } from 'ajv';
import { parse } from 'yaml';
import type { NewObject } from './kube-object.ts';

interface Crd {
  readonly spec: { readonly versions: readonly [{ readonly schema: { openAPIV3Schema: SchemaObject } }] };
}

/** A structural schema that refuses what the API server would prune, because each sync would write a pruned field again. */
function strict(schema: SchemaObject): SchemaObject {
  return JSON.parse(
    JSON.stringify(schema, (_, value: SchemaObject | null) =>
      typeof value?.['properties'] === 'object' && value['properties'] !== null && value['type'] === 'object'
        ? { additionalProperties: false, ...value }
        : value,
    ),
  ) as SchemaObject;
}

function validatorOf(file: string, ...fields: readonly string[]) {
  const path = join(import.meta.dirname, '../../../metacontroller/base', file);
  const { openAPIV3Schema } = (parse(readFileSync(path, 'utf8')) as Crd).spec.versions[0].schema;
  const { properties } = strict(openAPIV3Schema) as { properties: Record<string, SchemaObject> };
  const checked = Object.fromEntries(fields.map((field) => [field, properties[field] ?? {}]));
  const ajv = new Ajv({ strict: false, formats: { int32: true, int64: true, 'date-time': true } });
  return ajv.compile({ type: 'object', properties: checked });
}

// What we write. The spec of a pool may be of a newer version.
const CUSTOM = {
  LoadBalancerPool: validatorOf('load-balancer-pool-crd.yaml', 'status'),
  ServiceExposure: validatorOf('service-exposure-crd.yaml', 'spec', 'status'),
};
const POOL_SPEC = validatorOf('load-balancer-pool-crd.yaml', 'spec');

/** What the CustomResourceDefinition refuses of the spec of a pool; empty if nothing. */
export function faultsOf(spec: unknown): string[] {
  if (POOL_SPEC({ spec })) return [];
  return (POOL_SPEC.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}

interface Ingress {
  readonly ip?: string;
  readonly hostname?: string;
  readonly ipMode?: string;
}

function assertService({ spec, status }: NewObject): void {
  const { type } = spec as { type: string };
  const { loadBalancer } = (status ?? {}) as { loadBalancer?: { ingress?: readonly Ingress[] } };
  const ingress = loadBalancer?.ingress ?? [];
  assert.ok(type === 'LoadBalancer' || ingress.length === 0, `a ${type} Service has no addresses`);
  for (const { ip, hostname, ipMode } of ingress) {
    assert.equal(ip === undefined, ipMode === undefined, 'ipMode belongs to an ip');
    assert.notEqual(ip === undefined, hostname === undefined, 'an entry has either an ip or a hostname');
  }
}

/** Fails for an object that the API server would refuse, or would not keep as it is. */
export function assertKept(object: NewObject): void {
  if (object.kind === 'Service') assertService(object);
  if (object.kind !== 'LoadBalancerPool' && object.kind !== 'ServiceExposure') return;
  const validate = CUSTOM[object.kind];
  assert.ok(validate(object), `${object.kind} ${object.metadata.name}: ${JSON.stringify(validate.errors)}`);
}
