import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { ESCAPE, EXAMPLES, akrobateo, assertGolden, example } from './run.ts';

const SERVICE = example('service.yaml');
const META = 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n';

/** A Service with this value in the place of one of its fields. */
function serviceWith(field: string, value: string): string {
  const [outer = '', inner] = field.split('.');
  const common = '{name: a, type: LoadBalancer';
  const text = inner === undefined ? value : `${common}, ${inner}: ${value}}`;
  const parts = {
    metadata: '{name: a}',
    spec: `${common}, ports: [{port: 80}]}`,
    status: '{}',
    [outer]: text,
  };
  return `apiVersion: v1\nkind: Service\n${Object.entries(parts)
    .map((part) => part.join(': '))
    .join('\n')}`;
}

describe('akrobateo render', () => {
  const goldens = [
    ['service', 'a Service as a person writes it', 'service.yaml'],
    [
      'service-in-pool',
      'the pool reports its nodes, and its placement is admitted',
      'service.yaml',
      'pool.yaml',
      'nodes.yaml',
    ],
    ['none', 'a List; no proxies, and what is not a load balancer', 'none.yaml', 'nodes.yaml'],
    [
      'pods',
      'the pods that run, of which one does not have the new port yet',
      'changed-service.yaml',
      'pods.yaml',
    ],
  ];
  for (const [name = '', why = '', ...files] of goldens) {
    it(`${name}: ${why}, the same whatever the time`, async () => {
      const args = ['render', ...files.flatMap((file) => ['-f', example(file)])];
      const { code, out, err } = await akrobateo(args);
      assert.equal(code, 0);
      assertGolden(`render-${name}.txt`, out);
      assertGolden(`render-${name}.notes.txt`, err);
      assert.deepEqual(await akrobateo(args, { now: 0 }), { code, out, err });
    });
  }

  it('lets the oldest of two Services without proxies have a port, in any order', async () => {
    const service = (name: string, time: string) =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, creationTimestamp: '${time}', ` +
      'annotations: {akrobateo.kontena.io/workload: None}}\nspec: {type: LoadBalancer, ports: [{port: 80}]}';
    const both = [service('a', '2026-11-23T09:00:00Z'), service('b', '2026-11-23T08:00:00Z')];
    const files = ['-f', example('pool.yaml'), '-f', example('nodes.yaml')];
    for (const stdin of [both.join('\n---\n'), both.reverse().join('\n---\n')]) {
      const { out } = await akrobateo(['render', '-f', '-', ...files], { stdin });
      assert.match(out, /PortTaken: 80\/TCP .* Service default\/b /);
      assert.doesNotMatch(out, /PortTaken: .* Service default\/a /);
    }
  });

  it('reads standard input, JSON, and lists whose items do not say what they are', async () => {
    const service = parseAllDocuments(readFileSync(SERVICE, 'utf8'))[0]?.toJS() as {
      metadata: object;
      spec: object;
    };
    const { metadata, spec } = service;
    const fromFile = await akrobateo(['render', '-f', SERVICE]);
    for (const given of [service, { apiVersion: 'v1', kind: 'ServiceList', items: [{ metadata, spec }] }])
      assert.deepEqual(await akrobateo(['render', '-f', '-'], { stdin: JSON.stringify(given) }), fromFile);
  });

  it('prints JSON as one List', async () => {
    const { out } = await akrobateo(['render', '-o', 'json', '-f', SERVICE]);
    const { kind, items } = JSON.parse(out) as { kind: string; items: { kind: string }[] };
    assert.deepEqual(
      [kind, ...items.map((item) => item.kind)],
      ['List', 'ServiceExposure', 'DaemonSet', 'Service'],
    );
  });

  it('is configured as the hook is, and puts manifests into the namespace of -n', async () => {
    const env = { RESERVED_PORTS: '80', PROXY_IMAGE: 'example.org/proxy:1', PORT: 'nonsense' };
    const { out } = await akrobateo(['render', '-n', 'shop', '-f', SERVICE], { env });
    assert.match(out, /image: example.org\/proxy:1/);
    assert.match(out, /reason: "PortReserved: port 80\/TCP/);
    assert.match(out, /namespace: shop/);
  });

  describe('--diff', () => {
    const args = ['render', '-f', SERVICE, '-f', example('pods.yaml'), '--diff'];

    it('exits with 0 and prints nothing when there is no difference', async () => {
      const { code, out } = await akrobateo([...args, SERVICE]);
      assert.deepEqual({ code, out }, { code: 0, out: '' });
    });

    it('exits with 1 and shows the difference, with the pods of the first input', async () => {
      const { code, out, err } = await akrobateo([...args, example('changed-service.yaml')]);
      assert.equal(code, 1);
      assertGolden('render-diff.txt', out.replaceAll(EXAMPLES, 'test/cli/examples'));
      assert.equal(err.trimEnd().split('\n').length, 1, 'each note once');
      const coloured = await akrobateo([...args, example('changed-service.yaml')], { colours: true });
      assert.match(coloured.out, ESCAPE);
    });
  });

  const faults: [why: string, says: RegExp, stdin: string][] = [
    ['a text that is not YAML', /^standard input is not YAML or JSON: .*line 1.*\.$/, 'a: ['],
    ['no object', /is not a Kubernetes object: it needs apiVersion, kind and metadata\.$/, 'just text'],
    ['no kind', /is not a Kubernetes object/, 'apiVersion: v1\nmetadata: {name: a}'],
    ['no name', /this Service has no metadata.name; add one\.$/, META.replace('name: a', '')],
    ['nothing', /^standard input has no object\.$/, '---\n'],
    [
      'an item that is not an object',
      /standard input, line 1: this is not/,
      '{"apiVersion":"v1","kind":"List","items":[1]}',
    ],
    ['no Service', /There is nothing to render; give at least one/, META.replace('Service', 'ConfigMap')],
    [
      'one Service twice',
      /^Service default\/a is given twice; name each file once\.$/,
      `${META}---\n${META}`,
    ],
    [
      'ports that are not a list',
      /^Service default\/a: The request is malformed: \/object\/spec\/ports must be array/,
      `${META}spec: {type: LoadBalancer, ports: web}`,
    ],
    [
      'no spec',
      /^Service default\/a: The request is malformed: \/object must have required property 'spec'\.$/,
      META,
    ],
  ];
  for (const [why, says, stdin] of faults) {
    it(`refuses ${why} in a sentence`, async () => {
      const { code, out, err } = await akrobateo(['render', '-f', '-'], { stdin });
      assert.deepEqual({ code, out }, { code: 2, out: '' });
      assert.match(err.trimEnd(), says);
      assert.equal(err.trimEnd().split('\n').length, 1);
    });
  }

  it('never throws for what the YAML holds', async () => {
    const values = ['null', '1', '[]', '{}', 'text', '[null]', '[{port: x}]'];
    const ofSpec = ['spec', 'spec.ports', 'spec.clusterIPs', 'spec.ipFamilies'];
    for (const field of [...ofSpec, 'metadata.labels', 'metadata.annotations', 'status']) {
      for (const value of values) {
        const stdin = serviceWith(field, value);
        const { code } = await akrobateo(['render', '-f', '-', '-f', example('nodes.yaml')], { stdin });
        assert.ok(code === 0 || code === 2, stdin);
      }
    }
  });

  const usage: [says: RegExp, args: string[], env?: Record<string, string>][] = [
    [/^\/nowhere.yaml cannot be read: there is no such file\.\n$/, ['-f', '/nowhere.yaml']],
    [/it is a folder; name the files in it\.\n$/, ['-f', example('')]],
    [/^Environment: RESERVED_PORTS="x" has "x", which is /, ['-f', SERVICE], { RESERVED_PORTS: 'x' }],
    [/^Standard input \(-\) can be read once only\.\n$/, ['-f', '-', '--diff', '-']],
  ];
  for (const [says, args, env = {}] of usage) {
    it(`exits with 2: ${String(says)}`, async () => {
      const { code, out, err } = await akrobateo(['render', ...args], { env });
      assert.deepEqual({ code, out }, { code: 2, out: '' });
      assert.match(err, says);
    });
  }
});
