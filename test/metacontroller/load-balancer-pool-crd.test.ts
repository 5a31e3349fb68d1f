import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { refused } from '../e2e/load-balancer-pool-crd/refused/index.ts';

const FOLDER = join(import.meta.dirname, '../../metacontroller/base');

/** What of an OpenAPI schema is looked at. */
interface Schema {
  description?: string;
  type: string;
  required?: string[];
  enum?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema;
  'x-kubernetes-validations'?: { rule: string; message: string }[];
  [keyword: string]: unknown;
}

interface Crd {
  metadata: { name: string };
  spec: {
    group: string;
    names: { plural: string };
    versions: [{ schema: { openAPIV3Schema: Schema } }];
  };
}

const read = (file: string) => parse(readFileSync(join(FOLDER, file), 'utf8')) as unknown;
const crd = read('load-balancer-pool-crd.yaml') as Crd;
const root = crd.spec.versions[0].schema.openAPIV3Schema;

/** The schema and all within it, each with its path: `.spec.tolerations[].key`, `.spec.nodeSelector.matchLabels{}`. */
function within(schema: Schema, path = ''): [path: string, schema: Schema][] {
  const { properties = {}, items, additionalProperties } = schema;
  return [
    [path, schema],
    ...Object.entries(properties).flatMap(([name, field]) => within(field, `${path}.${name}`)),
    ...(items === undefined ? [] : within(items, `${path}[]`)),
    ...(additionalProperties === undefined ? [] : within(additionalProperties, `${path}{}`)),
  ];
}

const schemas = within(root);
const rules = schemas.flatMap(([path, schema]) =>
  (schema['x-kubernetes-validations'] ?? []).map((rule) => ({ path, ...rule })),
);

function field(path: string): Schema {
  const [, schema] = schemas.find(([found]) => found === path) ?? [];
  assert.ok(schema, path);
  return schema;
}

/** Keywords and rules alone, to compare what two fields take. */
function bare(schema: Schema): unknown {
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      key === 'description' && typeof value === 'string' ? undefined : value,
    ),
  );
}

describe('the CustomResourceDefinition LoadBalancerPool', () => {
  it('is installed with the controllers, under the name that the API server asks for', () => {
    const { resources } = read('kustomization.yaml') as { resources: string[] };
    assert.ok(resources.includes('load-balancer-pool-crd.yaml'));
    assert.equal(crd.metadata.name, `${crd.spec.names.plural}.${crd.spec.group}`);
  });

  // The API server refuses a description of metadata, and gives it its own.
  const fields = schemas.filter(([path]) => !/[\]}]$/.test(path) && path !== '.metadata');

  it('describes every field in whole sentences', () => {
    assert.ok(fields.length > 40);
    for (const [path, { description = '' }] of fields) assert.match(description, /^[A-Z].*\.$/, path);
  });

  it('says of every field of the spec what it is by default, or what it can be', () => {
    const required = new Set(
      schemas.flatMap(([path, schema]) => (schema.required ?? []).map((name) => `${path}.${name}`)),
    );
    for (const [path, { description = '', enum: words }] of fields) {
      if (!path.startsWith('.spec.')) continue;
      if (!required.has(path)) assert.match(description, /Default: /, path);
      for (const word of words ?? ['Example']) assert.ok(description.includes(word), `${path}: ${word}`);
    }
  });

  it('says the default that it has', () => {
    for (const [path, { description = '', ...schema }] of schemas) {
      if (!('default' in schema)) continue;
      const words = JSON.stringify(schema['default']).replaceAll('"', '').replaceAll(',', ', ');
      assert.ok(description.includes(`Default: ${words}`), path);
    }
  });

  it('has a message of one sentence for every rule, with nothing left to fill in', () => {
    assert.ok(rules.length > 15);
    for (const { path, message, ...rest } of rules) {
      assert.deepEqual(Object.keys(rest), ['rule'], path);
      assert.match(message, /^[a-z][^{}<>$%\n]*[a-zA-Z]$/, path);
    }
  });

  it('has no rule that is not seen to refuse something', () => {
    const seen = new Set(refused.map(({ want }) => want));
    assert.deepEqual(
      rules.filter(({ message }) => !seen.has(message)),
      [],
    );
  });

  it('has the same rules for both selectors, and for both lists of ports', () => {
    const selector = field('.spec.namespaceSelector');
    assert.deepEqual(bare(field('.spec.nodeSelector')), bare({ ...selector, default: {} }));
    assert.deepEqual(bare(field('.spec.allowedPorts')), bare(field('.spec.reservedPorts')));
  });

  it('bounds every list, map and text of the spec, or its rules would cost too much', () => {
    const bounds: Record<string, string> = { array: 'maxItems', string: 'maxLength' };
    for (const [path, schema] of schemas.filter(([found]) => found.startsWith('.spec'))) {
      const bound = schema.additionalProperties === undefined ? bounds[schema.type] : 'maxProperties';
      if (bound !== undefined && !('enum' in schema))
        assert.equal(typeof schema[bound], 'number', `${path} ${bound}`);
    }
  });

  it('lets a status grow, and has no rule there that each write of it would cost', () => {
    assert.ok(!('maxItems' in field('.status.nodes')));
    assert.deepEqual(
      rules.filter(({ path }) => path.startsWith('.status')),
      [],
    );
  });

  it('keeps no unknown field', () => {
    assert.ok(!JSON.stringify(crd).includes('x-kubernetes-preserve-unknown-fields'));
  });
});
