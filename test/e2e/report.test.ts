import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../hooks/cli/report/report.ts';
import { startCluster } from '../framework/cluster/cluster.ts';
import type { ControlPlane } from '../framework/cluster/control-plane.ts';
import { kubectl } from '../framework/cluster/kubectl.ts';
import { addressOf } from '../framework/cluster/nodes.ts';
import { TestNamespace } from '../framework/cluster/test-namespace.ts';
import { useStarted } from '../framework/processes/started.ts';
import { akrobateo } from '../cli/run.ts';
import type { Run } from '../cli/run.ts';
import { answersIn, fileWith, folder, kubeconfigFor, on, reportIn } from './report/run.ts';

describe('akrobateo report, on a cluster', function () {
  this.timeout(240_000);
  const cluster = useStarted(() => startCluster({ name: 'report' }));
  let namespace: TestNamespace;
  const plane = (): ControlPlane => cluster().plane;
  const report = (...args: string[]): Promise<Run> =>
    on(plane().kubeconfig, 'report', 'service/web-2', '-n', namespace.name, ...args);

  before(async () => {
    namespace = await TestNamespace.create(cluster(), 'report');
    await namespace.createPool('edge-pool');
    const ports = [namespace.port()];
    const holder = await namespace.createService('holder', {
      ports,
      annotations: { 'node-selector': 'kubernetes.io/hostname=n2' },
    });
    await holder.exposedAt([addressOf('n2')]);
    const spec = { loadBalancerSourceRanges: ['203.0.113.0/24'] };
    const second = await namespace.createService('web-2', {
      ports,
      annotations: { pool: 'edge-pool' },
      spec,
    });
    await second.reportsProblem('PortTaken', [addressOf('n1'), addressOf('n3')]);
  });

  for (const more of [[], ['--anonymize']])
    it(`is replayed with the same answers, by this program and by the hook: ${more.join('') || 'as it is'}`, async () => {
      const run = await report(...more);
      const { anonymized, kubernetes, exchanges, ...rest } = reportIn(run);
      assert.deepEqual(
        [anonymized, rest.notes.length],
        [more.length > 0, 1],
        'the hook has no Deployment here',
      );
      assert.match(kubernetes ?? '', /^v1\.\d+/);
      assert.deepEqual(answersIn({ exchanges } as Report), [
        '/services/sync 200',
        '/exposures/customize 200',
        '/exposures/sync 200',
        '/pools/customize 200',
        '/pools/sync 200',
      ]);
      const { response } = exchanges[2] ?? {};
      const { status } = response as { status: { servingNodes: number; problems: { reason: string }[] } };
      assert.deepEqual(
        [status.servingNodes, status.problems.map(({ reason }) => reason)],
        [2, ['PortTaken']],
      );
      const file = fileWith('report.json', run.out);
      for (const hook of [[], ['--url', cluster().hook.origin]]) {
        const { code, out } = await akrobateo(['replay', file, ...hook]);
        assert.deepEqual(
          [code, out.slice(out.lastIndexOf('5 requests'))],
          [0, '5 requests: 5 same, 0 different\n'],
          out,
        );
      }
    });

  it('has no Secret, no token, and managed fields of the DaemonSet only', async () => {
    const { out, err } = await report();
    assert.match(
      err,
      /\nThe report has 5 requests to the hooks .*; it may contain names and addresses .* --anonymize\.\n$/,
    );
    assert.doesNotMatch(out, new RegExp(`"kind": "Secret"|${plane().token}`));
    const [services, , exposures] = (JSON.parse(out) as Report).exchanges;
    assert.doesNotMatch(JSON.stringify((services?.request as { object: object }).object), /managedFields/);
    assert.match(JSON.stringify(exposures?.request), /"subresource":"status"/);
  });

  it('has no name and no address of the cluster, if it is anonymized', async () => {
    const { out, err } = await report('--anonymize');
    assert.match(err, /; names, addresses, uids and labels are replaced; read it before you publish it\.\n$/);
    const nodes = ['n1', 'n2', 'n3'];
    const words = [
      namespace.name,
      'web-2',
      'holder',
      'edge-pool',
      '203.0.113',
      ...nodes,
      ...nodes.map(addressOf),
    ];
    for (const word of words)
      assert.doesNotMatch(out, new RegExp(`(?<![\\w.])${word.replaceAll('.', '\\.')}(?!\\w)`), word);
    const { items } = await cluster().api.core.listServiceForAllNamespaces();
    for (const { metadata } of items) assert.ok(!out.includes(metadata?.uid ?? ''), metadata?.name);
  });

  it('writes a file, or says why it cannot', async () => {
    const file = join(folder, 'written.json');
    const { code, out } = await report('--file', file);
    assert.deepEqual([code, out], [0, '']);
    assert.equal((JSON.parse(readFileSync(file, 'utf8')) as Report).service, `${namespace.name}/web-2`);
    const refused = await report('--file', '/nowhere/report.json');
    assert.equal(refused.code, 2);
    assert.match(refused.err, /^\/nowhere\/report\.json cannot be written: ENOENT/);
  });

  it('says which rights are missing, and continues', async () => {
    const role = [
      '--verb=get,list',
      '--resource=services,pods,daemonsets.apps,serviceexposures.akrobateo.kontena.io',
    ];
    const { name } = namespace;
    await kubectl(plane(), 'create', 'role', 'few', '-n', name, ...role);
    await kubectl(
      plane(),
      'create',
      'rolebinding',
      'few',
      '-n',
      name,
      '--role=few',
      `--serviceaccount=${name}:default`,
    );
    const token = await kubectl(plane(), 'create', 'token', 'default', '-n', name);
    const kubeconfig = kubeconfigFor(plane().server, token.trim());
    const args = ['report', 'web-2', '-n', name];
    const run = await on(kubeconfig, ...args);
    const { notes, exchanges } = reportIn(run);
    for (const kind of ['Deployments', 'EndpointSlices', 'Namespaces', 'LoadBalancerPools', 'Nodes'])
      assert.ok(notes.includes(`you may not read ${kind}; the answer is without them`), kind);
    assert.ok(
      notes.some((note) => note.startsWith('the ServiceExposures of other namespaces cannot be read')),
    );
    assert.equal(exchanges.length, 3);
    for (const note of notes) assert.ok(run.err.includes(`note: ${note}\n`));
    const refused = await on(kubeconfig, 'report', 'web-2', '-n', 'default');
    assert.equal(refused.code, 3);
    assert.match(refused.err, /^The API server does not allow it: services "web-2" is forbidden/);
  });

  it('exits with 1 for what does not exist, and with 2 for what is not a Service', async () => {
    const where = ['-n', namespace.name];
    const runs: [code: number, says: RegExp, args: string[]][] = [
      [1, /^There is no Service .*\/nobody; kubectl get services/, ['nobody', ...where]],
      [1, /^There is no Service nowhere\/web-2; /, ['web-2', '-n', 'nowhere']],
      [2, /^"pod\/web-2" does not name a Service; /, ['pod/web-2', ...where]],
    ];
    for (const [code, says, args] of runs) {
      const run = await on(plane().kubeconfig, 'report', ...args);
      assert.deepEqual([run.code, run.out], [code, '']);
      assert.match(run.err, says);
    }
  });
});
