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
    versions: [{ schema: { openAPIV3Schema: Schema }; additionalPrinterColumns: { name: string }[] }];
  };
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

/** A CRD, its schemas by their paths, and its rules. */
function readCrd(file: string) {
  const crd = read(file) as Crd;
  const schemas = within(crd.spec.versions[0].schema.openAPIV3Schema);
  const rules = schemas.flatMap(([path, schema]) =>
    (schema['x-kubernetes-validations'] ?? []).map((rule) => ({ path, ...rule })),
  );
  const field = (path: string): Schema => {
    const [, schema] = schemas.find(([found]) => found === path) ?? [];
    assert.ok(schema, path);
    return schema;
  };
  return { crd, schemas, rules, field };
}

/** Keywords and rules alone, to compare what two fields take. */
function bare(schema: Schema): unknown {
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      key === 'description' && typeof value === 'string' ? undefined : value,
    ),
  );
}

const kinds = [
  {
    kind: 'LoadBalancerPool',
    file: 'load-balancer-pool-crd.yaml',
    refused: readRefused('load-balancer-pool'),
  },
  { kind: 'ServiceExposure', file: 'service-exposure-crd.yaml', refused: readRefused('service-exposure') },
];

for (const { kind, file, refused } of kinds) {
  describe(`the CustomResourceDefinition ${kind}`, () => {
    const { crd, schemas, rules, field } = readCrd(file);

    it('is installed with the controllers, under the name that the API server asks for', () => {
      const { resources } = read('kustomization.yaml') as { resources: string[] };
      assert.ok(resources.includes(file));
      assert.equal(crd.metadata.name, `${crd.spec.names.plural}.${crd.spec.group}`);
    });

    // The API server refuses a description of metadata, and gives it its own.
    const fields = schemas.filter(([path]) => !/[\]}]$/.test(path) && path !== '.metadata');

    it('describes every field, and of the spec the defaults and the possible values', () => {
      const required = new Set(
        schemas.flatMap(([path, schema]) => (schema.required ?? []).map((name) => `${path}.${name}`)),
      );
      for (const [path, { description = '', enum: words }] of fields) {
        assert.notEqual(description, '', path);
        if (!path.startsWith('.spec.')) continue;
        if (!required.has(path)) assert.match(description, /Default: /, path);
        for (const word of words ?? ['Example']) assert.ok(description.includes(word), `${path}: ${word}`);
      }
    });

    it('has no rule that is not seen to refuse something', () => {
      const seen = new Set(refused.specs.flatMap(({ want }) => want));
      assert.deepEqual(
        rules.filter(({ message }) => !seen.has(message)),
        [],
      );
    });

    it('bounds every list, map and text of the spec, or its rules would cost too much', () => {
      const bounds: Record<string, string> = { array: 'maxItems', string: 'maxLength' };
      for (const [path, schema] of schemas.filter(([found]) => found.startsWith('.spec'))) {
        const bound = schema.additionalProperties === undefined ? bounds[schema.type] : 'maxProperties';
        if (bound !== undefined && !('enum' in schema))
          assert.equal(typeof schema[bound], 'number', `${path} ${bound}`);
      }
    });

    it('lets a status list every node of a cluster, and has no rule there that each write of it would cost', () => {
      assert.ok(Number(field('.status.nodes')['maxItems'] ?? Infinity) > 5000);
      assert.deepEqual(
        rules.filter(({ path }) => path.startsWith('.status')),
        [],
      );
    });

    it('keeps no unknown field', () => {
      assert.ok(!JSON.stringify(crd).includes('x-kubernetes-preserve-unknown-fields'));
    });
  });
}

describe('a LoadBalancerPool', () => {
  const { schemas, field } = readCrd('load-balancer-pool-crd.yaml');

  it('has the defaults that their descriptions say', () => {
    for (const [path, { description = '', ...schema }] of schemas) {
      if (!('default' in schema)) continue;
      const words = JSON.stringify(schema['default']).replaceAll('"', '').replaceAll(',', ', ');
      assert.ok(description.includes(`Default: ${words}`), path);
    }
  });

  it('has the same rules for both selectors, and for both lists of ports', () => {
    const selector = field('.spec.namespaceSelector');
    assert.deepEqual(bare(field('.spec.nodeSelector')), bare({ ...selector, default: {} }));
    assert.deepEqual(bare(field('.spec.allowedPorts')), bare(field('.spec.reservedPorts')));
  });
});

describe('a ServiceExposure', () => {
  const { crd, schemas, field } = readCrd('service-exposure-crd.yaml');

  it('has no defaults: the API server must store exactly what the hook answers', () => {
    assert.ok(schemas.every(([, schema]) => !('default' in schema)));
  });

  it('has atomic lists, except the conditions: an answer replaces them whole', () => {
    const lists = schemas.filter(([, { type }]) => type === 'array');
    const others = lists.filter(([, schema]) => schema['x-kubernetes-list-type'] !== 'atomic');
    assert.deepEqual(
      others.map(([path]) => path),
      ['.status.conditions'],
    );
  });

  it('is as strict about tolerations as a LoadBalancerPool', () => {
    const messages = (schema: Schema) =>
      schema.items?.['x-kubernetes-validations']?.map(({ message }) => message);
    const ofPools = readCrd('load-balancer-pool-crd.yaml').field('.spec.tolerations');
    assert.deepEqual(messages(field('.spec.options.tolerations')), messages(ofPools));
  });

  it('has the same ports in spec and status', () => {
    assert.deepEqual(bare(field('.spec.ports')), bare(field('.status.admitted.ports')));
  });

  it('has the columns that its documentation names', () => {
    const columns = crd.spec.versions[0].additionalPrinterColumns.map(({ name }) => name);
    assert.deepEqual(columns, ['Service', 'Workload', 'Pool', 'Ports', 'Nodes', 'Reason', 'Age']);
  });
});

describe('the ClusterRole akrobateo-view', () => {
  const role = read('view-cluster-role.yaml') as V1ClusterRole;

  it('adds reading of both kinds, and no writing, to the role view', () => {
    assert.equal(role.metadata?.labels?.['rbac.authorization.k8s.io/aggregate-to-view'], 'true');
    const plurals = kinds.map(({ file }) => readCrd(file).crd.spec.names.plural).sort();
    const [rule, ...more] = role.rules ?? [];
    assert.deepEqual(more, []);
    assert.deepEqual([rule?.apiGroups, rule?.resources?.toSorted()], [['akrobateo.kontena.io'], plurals]);
    assert.deepEqual(rule?.verbs, ['get', 'list', 'watch']);
  });
});
