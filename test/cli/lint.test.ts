import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pool, service } from '../chain/objects.ts';
import { akrobateo, assertGolden, example } from './run.ts';

/** A new Service that requests port 443; JSON is YAML. */
function manifest(name: string, annotations: Record<string, string> = {}, spec: object = {}): string {
  const chosen = { clusterIP: undefined, clusterIPs: undefined, ipFamilies: undefined };
  return JSON.stringify(service({ name, ports: [443], annotations, spec: { ...chosen, ...spec } }));
}

const a = manifest.bind(null, 'a');
const b = manifest.bind(null, 'b');
const poolOf = (name: string, spec: object) => JSON.stringify(pool(name, spec));
const labelled = (name: string, matchLabels: object, more: object = {}) =>
  poolOf(name, { nodeSelector: { matchLabels }, ...more });

/** What is found in these manifests: `InvalidService Service default/web`, with the warnings. */
async function found(documents: readonly string[], ...args: string[]): Promise<string[]> {
  const command = ['lint', '-f', '-', '-o', 'github', ...args];
  const { out } = await akrobateo(command, { stdin: documents.join('\n---\n') });
  return [...out.matchAll(/title=(\w+)::(\w+ [\w/]+):/g)].map(([, rule, object]) => `${rule} ${object}`);
}

const NODES = ['--nodes', example('nodes.yaml')];
const EDGE = labelled('edge', { role: 'edge' });
const DEPLOYMENT = { workload: 'Deployment' };
const TWO = { workload: 'Deployment', replicas: '2' };

describe('akrobateo lint', () => {
  for (const [output, file] of Object.entries({ text: 'lint.txt', github: 'lint.github.txt' })) {
    it(`says what is wrong and on which line as ${output}, and exits with 1`, async () => {
      const { code, out, err } = await akrobateo(['lint', '-f', example('lint/bad'), '--output', output]);
      assert.deepEqual({ code, err }, { code: 1, err: '' });
      assertGolden(file, out);
    });
  }

  it('exits with 0 if nothing is wrong, or there are warnings only', async () => {
    const good = await akrobateo(['lint', '-f', example('lint/good')]);
    const out = 'Services: 2, LoadBalancerPools: 2, errors: 0, warnings: 0\n';
    assert.deepEqual(good, { code: 0, out, err: '' });
    assert.equal((await akrobateo(['lint', '-f', example('lint/bad/external-ips.yaml')])).code, 0);
  });

  type Cases = readonly [why: string, given: string[], ...args: string[]][];
  const finds = (title: string, want: string[], cases: Cases) => {
    for (const [why, given, ...args] of cases) {
      it(`${title}: ${why}`, async () => {
        assert.deepEqual(await found(given, ...args), want);
      });
    }
  };

  finds(
    'finds a conflict',
    ['PortTaken Service shop/a', 'PortTaken Service shop/b'],
    [
      ['no pool', [a(), b()]],
      [
        'two labels that one node may have',
        [EDGE, labelled('fast', { disk: 'ssd' }), a({ pool: 'edge' }), b({ pool: 'fast' })],
      ],
      [
        'a bound, which nodes can meet',
        [a({ 'node-selector': 'cores>4' }), b({ 'node-selector': 'cores notin (8)' })],
      ],
      ['a Deployment without another node', [a(DEPLOYMENT), b()]],
      ['two Deployments that need more nodes than there are', [a(TWO), b(TWO)], ...NODES],
      [
        'no proxies, on the nodes of a pool',
        [EDGE, a({ pool: 'edge', workload: 'None' }), b({ pool: 'edge' })],
        ...NODES,
      ],
    ],
  );

  finds(
    'does not find a conflict',
    [],
    [
      ['another protocol', [a(), b({}, { ports: [{ port: 443, protocol: 'UDP' }] })]],
      [
        'selectors that contradict each other',
        [EDGE, labelled('core', { role: 'core' }), a({ pool: 'edge' }), b({ pool: 'core' })],
      ],
      [
        'a label that must exist, and must not',
        [a({ 'node-selector': 'gpu' }), b({ 'node-selector': '!gpu' })],
      ],
      ['host addresses that differ', [a({ 'host-ip': '192.0.2.1' }), b({ 'host-ip': '192.0.2.2' })]],
      [
        'an exclusive pool',
        [labelled('edge', { role: 'edge' }, { exclusive: true }), a({ pool: 'edge' }), b()],
      ],
      ['the same Service for two clusters', [a(), a()]],
      ['a Deployment that may use other nodes', [EDGE, a(DEPLOYMENT), b({ pool: 'edge' })]],
      ['two Deployments', [a(DEPLOYMENT), b(DEPLOYMENT)]],
      ['a Deployment with a node of its own', [a(DEPLOYMENT), EDGE, b({ pool: 'edge' })], ...NODES],
      [
        'labels that no known node has both of',
        [a({ 'node-selector': 'role=edge' }), b({ 'node-selector': 'kubernetes.io/arch!=arm64,role!=edge' })],
        ...NODES,
      ],
    ],
  );

  it('names the nodes that two Services share', async () => {
    const stdin = [a(), b({ 'node-selector': 'role=edge' })].join('\n---\n');
    const { out } = await akrobateo(['lint', '-f', '-', ...NODES], { stdin });
    assert.match(out, /also requested by Service shop\/b \(stdin:3\) on nodes edge-1, edge-2; give one/);
  });

  const faults: [want: string, why: string, given: string[], ...args: string[]][] = [
    ['FamilyWithoutAddress', 'a second family', [a({}, { ipFamilyPolicy: 'RequireDualStack' })], ...NODES],
    ['NoReadyNode', 'the only family', [a({}, { ipFamilies: ['IPv6'] })], ...NODES],
    ['InvalidService', 'a family that does not exist', [a({}, { ipFamilies: ['IPv5'] })]],
    ['PoolForbids', 'a port', [poolOf('default', { allowedPorts: [{ port: 80 }] }), a()]],
    ['PoolNotFound', 'a pool that is not in the files', [a({ pool: 'edge' })]],
    ['NoNodeMatches', 'a node selector', [a({ 'node-selector': 'role=none' })], ...NODES],
  ];
  for (const [want, ...fault] of faults) finds(`finds ${want}`, [`${want} Service shop/a`], [fault]);

  finds(
    'finds a pool',
    ['NoNodeMatches LoadBalancerPool far'],
    [['no node belongs to it', [labelled('far', { role: 'far' })], ...NODES]],
  );

  const foreign = a({ workload: 'Nonsense' }, { loadBalancerClass: 'example.org/other' });
  finds('finds nothing', [], [['a fault in a foreign Service', [foreign]]]);

  it('skips what is not plain Kubernetes YAML, and says so', async () => {
    const root = mkdtempSync(join(tmpdir(), 'akrobateo-lint-'));
    const files = {
      'chart/value.yaml': a().replace('443', '{{ .Values.port }}'),
      'chart/block.yml': `{{- if .Values.web }}\n${a()}\n{{- end }}`,
      'chart/name.yaml': manifest('{{ .Release.Name }}'),
      'kustomization.yaml': 'resources: [web.yaml]',
      '.github/workflow.yaml': 'on: push',
      'notes.txt': 'no YAML: at: all',
      'empty.yaml': '# nothing\n---\n',
      'web.yaml': manifest('web'),
    };
    for (const folder of ['chart', '.github']) mkdirSync(join(root, folder));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
    const { code, out, err } = await akrobateo(['lint', '-f', root]);
    assert.deepEqual([code, out], [0, 'Services: 1, LoadBalancerPools: 0, errors: 0, warnings: 0\n']);
    const skipped = [...err.matchAll(/^note: .*?([\w-]+)\.ya?ml\b.*$/gm)].map(([, name]) => name);
    assert.deepEqual(skipped, ['block', 'name', 'value', 'kustomization']);
    assert.equal(err.trimEnd().split('\n').length, 4);
  });

  const malformed = join(mkdtempSync(join(tmpdir(), 'akrobateo-lint-')), 'malformed.yaml');
  const usage: [says: RegExp, args: string[], text?: string][] = [
    [/^nowhere cannot be read: there is no such file\.$/m, ['-f', 'nowhere']],
    [/^There is nothing to check; name files or folders with/m, ['-f', example('nodes.yaml')]],
    [
      /has no Node; make it with: kubectl get nodes -o yaml\.$/m,
      ['-f', example('service.yaml'), '--nodes', malformed],
      EDGE,
    ],
    [
      /malformed\.yaml is not YAML or JSON: .* line 1/,
      ['-f', example('service.yaml'), '--nodes', malformed],
      'a: [',
    ],
    [
      /malformed\.yaml:2: Node n1: status\.addresses must be array; see kubectl explain node\.status\.addresses\.$/m,
      ['-f', example('service.yaml'), '--nodes', malformed],
      '{apiVersion: v1, kind: Node, metadata: {name: n1},\nstatus: {addresses: none}}',
    ],
    [
      /malformed\.yaml:1: LoadBalancerPool edge: spec\.allowedPorts\.0\.port must be integer; see kubectl explain loadbalancerpool\.spec\.allowedPorts\.$/m,
      ['-f', malformed],
      poolOf('edge', { allowedPorts: [{ port: '80' }] }),
    ],
    [
      /LoadBalancerPool edge: spec\.nodeSelector\.matchExpressions must be array; see /,
      ['-f', malformed, ...NODES],
      poolOf('edge', { nodeSelector: { matchExpressions: 'role' } }),
    ],
    [
      /malformed\.yaml:1: LoadBalancerPool edge: metadata\.labels must be object; see kubectl explain loadbalancerpool\.m/,
      ['-f', malformed],
      JSON.stringify({ ...pool('edge'), metadata: { name: 'edge', labels: 'role' } }),
    ],
  ];
  for (const [says, args, text] of usage) {
    it(`exits with 2: ${String(says)}`, async () => {
      if (text !== undefined) writeFileSync(malformed, text);
      const { code, err } = await akrobateo(['lint', ...args]);
      assert.equal(code, 2);
      assert.match(err, says);
    });
  }
});
