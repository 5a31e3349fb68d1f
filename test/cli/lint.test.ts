import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { akrobateo, assertGolden, example } from './run.ts';

type Annotations = Record<string, string>;

/** A manifest; JSON is YAML. */
function manifest(kind: string, metadata: object, spec: object): string {
  const apiVersion = kind === 'LoadBalancerPool' ? 'akrobateo.kontena.io/v1alpha1' : 'v1';
  return JSON.stringify({ apiVersion, kind, metadata, spec });
}

function service(name: string, options: Annotations = {}, spec: object = {}): string {
  const annotations = Object.fromEntries(
    Object.entries(options).map(([key, value]) => [`akrobateo.kontena.io/${key}`, value]),
  );
  return manifest(
    'Service',
    { name, annotations },
    { type: 'LoadBalancer', ports: [{ port: 443 }], ...spec },
  );
}

function pool(name: string, spec: object): string {
  return manifest('LoadBalancerPool', { name }, spec);
}

function labelled(name: string, matchLabels: Record<string, string>): string {
  return pool(name, { nodeSelector: { matchLabels } });
}

/** What is found in these manifests: `InvalidService Service default/web`, with the warnings. */
async function found(documents: readonly string[], ...args: string[]): Promise<string[]> {
  const { out } = await akrobateo(['lint', '-f', '-', '-o', 'github', ...args], {
    stdin: documents.join('\n---\n'),
  });
  return [...out.matchAll(/title=(\w+)::(\w+ [\w/]+):/g)].map(([, rule, object]) => `${rule} ${object}`);
}

const NODES = ['--nodes', example('nodes.yaml')];
const BOTH = ['PortTaken Service default/a', 'PortTaken Service default/b'];

describe('akrobateo lint', () => {
  it('says what is wrong and on which line, and exits with 1', async () => {
    const { code, out, err } = await akrobateo(['lint', '-f', example('lint/bad')]);
    assert.deepEqual({ code, err }, { code: 1, err: '' });
    assertGolden('lint.txt', out);
  });

  it('writes annotations of GitHub', async () => {
    const { code, out } = await akrobateo(['lint', '-f', example('lint/bad'), '--output', 'github']);
    assert.equal(code, 1);
    assertGolden('lint.github.txt', out);
  });

  it('exits with 0 if nothing is wrong, or there are warnings only', async () => {
    const good = await akrobateo(['lint', '-f', example('lint/good')]);
    assert.deepEqual(good, {
      code: 0,
      out: 'Services: 2, LoadBalancerPools: 2, errors: 0, warnings: 0\n',
      err: '',
    });
    assert.equal((await akrobateo(['lint', '-f', example('lint/bad/external-ips.yaml')])).code, 0);
  });

  const edge = labelled('edge', { role: 'edge' });
  const cases = [
    { why: 'no pool', given: [service('a'), service('b')], want: BOTH },
    {
      why: 'another protocol is another port',
      given: [service('a'), service('b', {}, { ports: [{ port: 443, protocol: 'UDP' }] })],
      want: [],
    },
    {
      why: 'pools whose selectors contradict each other',
      given: [
        edge,
        labelled('core', { role: 'core' }),
        service('a', { pool: 'edge' }),
        service('b', { pool: 'core' }),
      ],
      want: [],
    },
    {
      why: 'pools of two labels that one node may have',
      given: [
        edge,
        labelled('fast', { disk: 'ssd' }),
        service('a', { pool: 'edge' }),
        service('b', { pool: 'fast' }),
      ],
      want: BOTH,
    },
    {
      why: 'a label that must exist, and must not',
      given: [service('a', { 'node-selector': 'gpu' }), service('b', { 'node-selector': '!gpu' })],
      want: [],
    },
    {
      why: 'a bound, which nodes can meet',
      given: [
        service('a', { 'node-selector': 'cores>4' }),
        service('b', { 'node-selector': 'cores notin (8)' }),
      ],
      want: BOTH,
    },
    {
      why: 'host addresses that differ',
      given: [service('a', { 'host-ip': '192.0.2.1' }), service('b', { 'host-ip': '192.0.2.2' })],
      want: [],
    },
    {
      why: 'the nodes of an exclusive pool are not for others',
      given: [
        pool('edge', { nodeSelector: { matchLabels: { role: 'edge' } }, exclusive: true }),
        service('a', { pool: 'edge' }),
        service('b'),
      ],
      want: [],
    },
    { why: 'the same Service for two clusters', given: [service('a'), service('a')], want: [] },
    {
      why: 'a Deployment without another node',
      given: [service('a', { workload: 'Deployment' }), service('b')],
      want: BOTH,
    },
    {
      why: 'a Deployment that may use other nodes',
      given: [edge, service('a', { workload: 'Deployment' }), service('b', { pool: 'edge' })],
      want: [],
    },
    {
      why: 'two Deployments',
      given: [service('a', { workload: 'Deployment' }), service('b', { workload: 'Deployment' })],
      want: [],
    },
    {
      why: 'two Deployments that need more nodes than there are',
      nodes: NODES,
      given: [
        service('a', { workload: 'Deployment', replicas: '2' }),
        service('b', { workload: 'Deployment', replicas: '2' }),
      ],
      want: BOTH,
    },
    {
      why: 'a Deployment with a node of its own',
      nodes: NODES,
      given: [service('a', { workload: 'Deployment' }), edge, service('b', { pool: 'edge' })],
      want: [],
    },
    {
      why: 'labels that no known node has both of',
      nodes: NODES,
      given: [
        service('a', { 'node-selector': 'role=edge' }),
        service('b', { 'node-selector': 'kubernetes.io/arch!=arm64,role!=edge' }),
      ],
      want: [],
    },
    {
      why: 'no proxies, on the nodes of a pool',
      nodes: NODES,
      given: [edge, service('a', { pool: 'edge', workload: 'None' }), service('b', { pool: 'edge' })],
      want: BOTH,
    },
  ];
  for (const { why, given, nodes = [], want } of cases) {
    it(`${want.length > 0 ? 'finds' : 'does not find'} a conflict: ${why}`, async () => {
      assert.deepEqual(await found(given, ...nodes), want);
    });
  }

  it('names the nodes that two Services share', async () => {
    const stdin = [service('a'), service('b', { 'node-selector': 'role=edge' })].join('\n---\n');
    const { out } = await akrobateo(['lint', '-f', '-', ...NODES], { stdin });
    assert.match(
      out,
      /443\/TCP is also requested by Service default\/b \(stdin:3\) on nodes edge-1, edge-2; give one/,
    );
  });

  const faults = [
    {
      why: 'a family that no node has an address of',
      nodes: NODES,
      given: [service('a', {}, { ipFamilyPolicy: 'RequireDualStack' })],
      want: ['FamilyWithoutAddress Service default/a'],
    },
    {
      why: 'the only family that no node has an address of',
      nodes: NODES,
      given: [service('a', {}, { ipFamilies: ['IPv6'] })],
      want: ['NoReadyNode Service default/a'],
    },
    {
      why: 'a family that does not exist',
      given: [service('a', {}, { ipFamilies: ['IPv5'] })],
      want: ['InvalidService Service default/a'],
    },
    {
      why: 'a pool that does not allow the port',
      given: [pool('default', { allowedPorts: [{ port: 80 }] }), service('a')],
      want: ['PoolForbids Service default/a'],
    },
    {
      why: 'a pool that is not in the files',
      given: [service('a', { pool: 'edge' })],
      want: ['PoolNotFound Service default/a'],
    },
    {
      why: 'a node selector that no node meets',
      nodes: NODES,
      given: [service('a', { 'node-selector': 'role=none' })],
      want: ['NoNodeMatches Service default/a'],
    },
    {
      why: 'a pool that no node belongs to',
      nodes: NODES,
      given: [labelled('far', { role: 'far' })],
      want: ['NoNodeMatches LoadBalancerPool far'],
    },
    {
      why: 'a pool that cannot be read',
      given: [pool('edge', { allowedPorts: [{ port: '80' }] })],
      want: ['InvalidPool LoadBalancerPool edge'],
    },
    {
      why: 'nothing in a Service of another load balancer',
      given: [service('a', { workload: 'Nonsense' }, { loadBalancerClass: 'example.org/other' })],
      want: [],
    },
  ];
  for (const { why, given, nodes = [], want } of faults) {
    it(`finds ${why}`, async () => {
      assert.deepEqual(await found(given, ...nodes), want);
    });
  }

  it('skips what is not plain Kubernetes YAML, and says so', async () => {
    const root = mkdtempSync(join(tmpdir(), 'akrobateo-lint-'));
    const files = {
      'chart/value.yaml': service('a').replace('443', '{{ .Values.port }}'),
      'chart/block.yml': `{{- if .Values.web }}\n${service('a')}\n{{- end }}`,
      'chart/name.yaml': service('{{ .Release.Name }}'),
      'kustomization.yaml': 'resources: [web.yaml]',
      '.github/workflow.yaml': 'on: push',
      'notes.txt': 'no YAML: at: all',
      'empty.yaml': '# nothing\n---\n',
      'web.yaml': service('web'),
    };
    mkdirSync(join(root, 'chart'));
    mkdirSync(join(root, '.github'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
    const { code, out, err } = await akrobateo(['lint', '-f', root]);
    assert.deepEqual(
      { code, out },
      { code: 0, out: 'Services: 1, LoadBalancerPools: 0, errors: 0, warnings: 0\n' },
    );
    const skipped = [...err.matchAll(/^note: .*?([\w-]+)\.ya?ml\b.*$/gm)].map(([, name]) => name);
    assert.deepEqual(skipped, ['block', 'name', 'value', 'kustomization']);
    assert.equal(err.trimEnd().split('\n').length, 4);
  });

  const usage = [
    { args: ['-f', 'nowhere'], says: /^nowhere cannot be read: there is no such file\.$/m },
    { args: ['-f', example('nodes.yaml')], says: /^There is nothing to check; name files or folders with/m },
    {
      args: ['-f', example('service.yaml'), '--nodes', example('pool.yaml')],
      says: /pool\.yaml has no Node; make it with: kubectl get nodes -o yaml\.$/m,
    },
  ];
  for (const { args, says } of usage) {
    it(`exits with 2: ${String(says)}`, async () => {
      const { code, err } = await akrobateo(['lint', ...args]);
      assert.equal(code, 2);
      assert.match(err, says);
    });
  }
});
