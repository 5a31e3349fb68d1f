import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { V1ClusterRole } from '@kubernetes/client-node';
import { parse } from 'yaml';
import { readRefused } from '../e2e/crds/tables.ts';

const FOLDER = join(import.meta.dirname, '../../metacontroller/base');

/** What of an OpenAPI schema is looked at. */
interface Schema {
  description?: string;
  type: string;
  required?: string[];
  enum?: string[];
  default?: unknown;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema;
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-validations'?: { rule: string; message: string }[];
}

interface Crd {
  spec: { versions: [{ schema: { openAPIV3Schema: Schema } }] };
}

const read = (file: string) => parse(readFileSync(join(FOLDER, file), 'utf8')) as unknown;

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

/** What a description has to say: the possible values, and the default or that there is none. */
function promisedWords({ enum: words = [], default: value }: Schema, isRequired: boolean): string[] {
  if (isRequired) return words;
  const text = value === undefined ? '' : JSON.stringify(value).replaceAll('"', '').replaceAll(',', ', ');
  return [`Default: ${text}`, ...words];
}

for (const kind of ['load-balancer-pool', 'service-exposure']) {
  describe(`the CustomResourceDefinition ${kind}`, () => {
    const crd = read(`${kind}-crd.yaml`) as Crd;
    const schemas = within(crd.spec.versions[0].schema.openAPIV3Schema);

    it('describes every field, and of the spec the defaults and the possible values', () => {
      const required = schemas.flatMap(([path, schema]) =>
        (schema.required ?? []).map((name) => `${path}.${name}`),
      );
      // The API server refuses a description of metadata, and gives it its own.
      for (const [path, schema] of schemas.filter(([each]) => !/[\]}]$|^\.metadata$/.test(each))) {
        const { description = '' } = schema;
        assert.notEqual(description, '', path);
        if (!path.startsWith('.spec.')) continue;
        for (const words of promisedWords(schema, required.includes(path)))
          assert.ok(description.includes(words), `${path}: ${words}`);
      }
    });

    it('has no rule that test/e2e/crds.test.ts does not see refuse something', () => {
      const seen = readRefused(kind).specs.flatMap(({ want }) => want);
      const messages = schemas.flatMap(([, schema]) => schema['x-kubernetes-validations'] ?? []);
      assert.deepEqual(
        messages.filter(({ message }) => !seen.includes(message)),
        [],
      );
    });

    it('keeps no unknown field', () => {
      assert.ok(!JSON.stringify(crd).includes('x-kubernetes-preserve-unknown-fields'));
    });

    if (kind === 'service-exposure')
      it('has atomic lists, except the conditions: an answer replaces them whole', () => {
        const lists = schemas.filter(([, { type }]) => type === 'array');
        const others = lists.filter(([, schema]) => schema['x-kubernetes-list-type'] !== 'atomic');
        assert.deepEqual(
          others.map(([path]) => path),
          ['.status.conditions'],
        );
      });
  });
}

describe('the ClusterRole akrobateo-view', () => {
  it('adds reading of both kinds, and no writing, to the role view', () => {
    const { metadata, rules } = read('view-cluster-role.yaml') as V1ClusterRole;
    assert.equal(metadata?.labels?.['rbac.authorization.k8s.io/aggregate-to-view'], 'true');
    const resources = ['serviceexposures', 'loadbalancerpools'];
    assert.deepEqual(rules, [
      { apiGroups: ['akrobateo.kontena.io'], resources, verbs: ['get', 'list', 'watch'] },
    ]);
  });
});
