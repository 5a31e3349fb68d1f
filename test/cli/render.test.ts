import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { ESCAPE, EXAMPLES, akrobateo, assertGolden, example } from './run.ts';

interface Document {
  kind: string;
  metadata: { name: string; annotations?: Record<string, string> };
  status?: { loadBalancer?: { ingress?: { ip: string }[] }; conditions?: { reason: string }[] };
}

function documentsIn(text: string): Document[] {
  return parseAllDocuments(text).map((document) => document.toJS() as Document);
}

/** `web PortReserved 192.0.2.1` */
function outcomes(text: string): string[] {
  return documentsIn(text)
    .filter(({ kind }) => kind === 'Service')
    .map(({ metadata, status }) => {
      const addresses = (status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip);
      return [metadata.name, status?.conditions?.[0]?.reason, ...addresses].join(' ');
    });
}

/** A Service with this value in the place of one of its fields. */
function serviceWith(field: string, value: string): string {
  const base = { metadata: '{name: a}', spec: '{type: LoadBalancer, ports: [{port: 80}]}', status: '{}' };
  const [outer = '', inner] = field.split('.');
  const parts = {
    ...base,
    [outer]: inner === undefined ? value : `{name: a, type: LoadBalancer, ${inner}: ${value}}`,
  };
  const { metadata, spec, status } = parts;
  return `apiVersion: v1\nkind: Service\nmetadata: ${metadata}\nspec: ${spec}\nstatus: ${status}`;
}

describe('akrobateo render', () => {
  const goldens = [
    { name: 'service', why: 'a Service as a person writes it', files: ['service.yaml'] },
    {
      name: 'service-in-pool',
      why: 'the pool reports its nodes, and its placement is admitted',
      files: ['service.yaml', 'pool.yaml', 'nodes.yaml'],
    },
    {
      name: 'none',
      why: 'a List; no proxies, and what is not a load balancer',
      files: ['none.yaml', 'nodes.yaml'],
    },
    {
      name: 'pods',
      why: 'the pods that run, of which one does not have the new port yet',
      files: ['changed-service.yaml', 'pods.yaml'],
    },
  ];
  for (const { name, why, files } of goldens) {
    it(`${name}: ${why}`, async () => {
      const args = files.flatMap((file) => ['-f', example(file)]);
      const { code, out, err } = await akrobateo(['render', ...args]);
      assert.equal(code, 0);
      assertGolden(`render-${name}.txt`, out);
      assertGolden(`render-${name}.notes.txt`, err);
    });
  }

  it('gives the same output each time, whatever the time', async () => {
    const args = ['render', '-f', example('service.yaml'), '-f', example('nodes.yaml')];
    assert.deepEqual(await akrobateo(args, { now: 0 }), await akrobateo(args));
  });

  it('reads standard input, JSON too', async () => {
    const [service] = documentsIn(readFileSync(example('service.yaml'), 'utf8'));
    const fromFile = await akrobateo(['render', '-f', example('service.yaml')]);
    const fromInput = await akrobateo(['render', '-f', '-'], { stdin: JSON.stringify(service) });
    assert.deepEqual(fromInput, fromFile);
  });

  it('reads lists whose items do not say what they are', async () => {
    const stdin = JSON.stringify({
      apiVersion: 'v1',
      kind: 'ServiceList',
      items: [{ metadata: { name: 'a' }, spec: { type: 'LoadBalancer', ports: [{ port: 80 }] } }],
    });
    const { code, out } = await akrobateo(['render', '-f', '-'], { stdin });
    assert.equal(code, 0);
    assert.deepEqual(outcomes(out), ['a Progressing']);
  });

  it('prints JSON as one List', async () => {
    const { out } = await akrobateo(['render', '-o', 'json', '-f', example('service.yaml')]);
    const { kind, items } = JSON.parse(out) as { kind: string; items: Document[] };
    assert.equal(kind, 'List');
    assert.deepEqual(
      items.map((item) => item.kind),
      ['ServiceExposure', 'DaemonSet', 'Service'],
    );
  });

  it('is configured as the hook is', async () => {
    const env = { RESERVED_PORTS: '80', PROXY_IMAGE: 'example.org/proxy:1', PORT: 'nonsense' };
    const { out } = await akrobateo(['render', '-f', example('service.yaml')], { env });
    assert.match(out, /image: example.org\/proxy:1/);
    assert.deepEqual(outcomes(out), ['web PortReserved']);
  });

  it('puts manifests into the namespace of -n', async () => {
    const { out } = await akrobateo(['render', '-n', 'shop', '-f', example('service.yaml')]);
    assert.match(out, /namespace: shop/);
  });

  describe('--diff', () => {
    const args = ['render', '-f', example('service.yaml'), '-f', example('pods.yaml'), '--diff'];

    it('exits with 0 and prints nothing when there is no difference', async () => {
      const { code, out } = await akrobateo([...args, example('service.yaml')]);
      assert.deepEqual({ code, out }, { code: 0, out: '' });
    });

    it('exits with 1 and shows the difference, with the pods of the first input', async () => {
      const { code, out } = await akrobateo([...args, example('changed-service.yaml')]);
      assert.equal(code, 1);
      assert.match(out, /^--- .*service.yaml .*pods.yaml\n\+\+\+ .*changed-service.yaml\n@@/);
      assert.match(out, /\n\+ +hostPort: 443\n/);
      assert.match(out, /\n- +reason: PortReserved\n/);
      assert.doesNotMatch(out, ESCAPE);
    });

    it('looks like in the README', async () => {
      const { out } = await akrobateo([...args, example('changed-service.yaml')]);
      assertGolden('render-diff.txt', out.replaceAll(EXAMPLES, 'test/cli/examples'));
    });

    it('is coloured where colours are wanted', async () => {
      const { out } = await akrobateo([...args, example('changed-service.yaml')], { colours: true });
      assert.ok(out.includes('\u001b[32m+               hostPort: 443') || ESCAPE.test(out));
    });
  });

  const faults = [
    {
      why: 'a text that is not YAML',
      text: 'a: [',
      says: /^standard input is not YAML or JSON: .*line 1.*\.\n$/,
    },
    {
      why: 'no object',
      text: 'just text',
      says: /is not a Kubernetes object: it needs apiVersion, kind and metadata\.\n$/,
    },
    { why: 'no kind', text: 'apiVersion: v1\nmetadata: {name: a}', says: /is not a Kubernetes object/ },
    {
      why: 'no name',
      text: 'apiVersion: v1\nkind: Service\nmetadata: {}',
      says: /Service has no metadata.name; add one\.\n$/,
    },
    { why: 'nothing', text: '---\n', says: /^standard input has no object\.\n$/ },
    {
      why: 'an item that is not an object',
      text: '{"apiVersion":"v1","kind":"List","items":[1]}',
      says: /standard input, line 1: this is not/,
    },
    {
      why: 'no Service',
      text: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}',
      says: /There is nothing to render; give at least one Service or LoadBalancerPool\.\n$/,
    },
    {
      why: 'one Service twice',
      text: ['', '']
        .map(() => 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {}')
        .join('\n---\n'),
      says: /^Service default\/a is given twice; name each file once\.\n$/,
    },
    {
      why: 'ports that are not a list',
      text: 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: LoadBalancer, ports: web}',
      says: /^Service default\/a: The request is malformed: \/object\/spec\/ports must be array/,
    },
    {
      why: 'no spec',
      text: 'apiVersion: v1\nkind: Service\nmetadata: {name: a}',
      says: /^Service default\/a: The request is malformed: \/object must have required property 'spec'\.\n$/,
    },
  ];
  for (const { why, text, says } of faults) {
    it(`refuses ${why} in a sentence`, async () => {
      const { code, out, err } = await akrobateo(['render', '-f', '-'], { stdin: text });
      assert.deepEqual({ code, out }, { code: 2, out: '' });
      assert.match(err, says);
      assert.equal(err.trimEnd().split('\n').length, 1);
    });
  }

  it('never throws for what the YAML holds', async () => {
    const values = ['null', '1', '[]', '{}', 'text', '[1]', '[null]', '{a: 1}', '[{port: x}]', '-1', 'true'];
    const fields = [
      'spec',
      'spec.ports',
      'spec.clusterIPs',
      'spec.ipFamilies',
      'metadata.labels',
      'metadata.annotations',
      'status',
    ];
    for (const field of fields) {
      for (const value of values) {
        const stdin = serviceWith(field, value);
        const { code } = await akrobateo(['render', '-f', '-', '-f', example('nodes.yaml')], { stdin });
        assert.ok(code === 0 || code === 2, stdin);
      }
    }
  });

  it('says which file cannot be read, and why', async () => {
    const missing = await akrobateo(['render', '-f', '/nowhere.yaml']);
    assert.deepEqual(missing, {
      code: 2,
      out: '',
      err: '/nowhere.yaml cannot be read: there is no such file.\n',
    });
    const folder = await akrobateo(['render', '-f', example('')]);
    assert.match(folder.err, /it is a folder; name the files in it\.\n$/);
  });

  it('refuses settings that the hook would refuse', async () => {
    const { code, err } = await akrobateo(['render', '-f', example('service.yaml')], {
      env: { RESERVED_PORTS: 'x' },
    });
    assert.equal(code, 2);
    assert.match(err, /^Environment: RESERVED_PORTS="x" has "x", which is no port/);
  });

  it('refuses to read standard input twice', async () => {
    const { code, err } = await akrobateo(['render', '-f', '-', '--diff', '-']);
    assert.deepEqual([code, err], [2, 'Standard input (-) can be read once only.\n']);
  });
});
