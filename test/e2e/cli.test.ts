import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { chmodSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { startCluster } from '../framework/cluster/cluster.ts';
import { addressOf, everyNode } from '../framework/cluster/nodes.ts';
import { repository } from '../framework/processes/paths.ts';
import { locate } from '../framework/processes/programs.ts';
import { useStarted } from '../framework/processes/started.ts';
import { TestNamespace } from '../framework/cluster/test-namespace.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const main = join(repository, 'dist/cli/main.js');

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function execute(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Run> {
  return new Promise((resolve) => {
    const child = execFile(file, args, { env: { ...process.env, ...env } }, (_error, out, err) => {
      resolve({ code: child.exitCode ?? -1, out, err });
    });
  });
}

describe('the command line akrobateo, on a cluster', function () {
  this.timeout(240_000);
  const folder = temporaryFolder('plugin');
  const cluster = useStarted(() => startCluster({ name: 'cli' }));
  let namespace: TestNamespace;
  let port: number;

  const akrobateo = (...args: string[]): Promise<Run> =>
    execute(process.execPath, [main, ...args], { KUBECONFIG: cluster().plane.kubeconfig });
  const explain = (name: string, ...more: string[]): Promise<Run> =>
    akrobateo('explain', `service/${name}`, '-n', namespace.name, ...more);

  before(async () => {
    namespace = await TestNamespace.create(cluster(), 'cli');
    port = namespace.port();
    const holder = await namespace.createService('holder', {
      ports: [port],
      annotations: { 'node-selector': 'kubernetes.io/hostname=n2' },
    });
    await holder.exposedAt([addressOf('n2')]);
  });

  it('explains a Service that is exposed, with its nodes', async () => {
    const service = await namespace.createService('web');
    await service.exposedAt(everyNode);
    const { code, out, err } = await explain('web');
    assert.equal(err, '');
    assert.equal(code, 0, out);
    const [, published = ''] = /^Service .*\/web is exposed at (.*)$/m.exec(out) ?? [];
    assert.deepEqual(published.split(', ').sort(), [...everyNode].sort());
    for (const name of ['n1', 'n2', 'n3']) {
      assert.match(
        out,
        new RegExp(`^${name} +${addressOf(name).replaceAll('.', '\\.')}.* ready +\\d+s +yes$`, 'm'),
      );
    }
    assert.doesNotMatch(out, /The hook would change/);
  });

  it('names the Service that holds a taken port, by the node', async () => {
    const service = await namespace.createService('second', { ports: [port] });
    await service.reportsProblem('PortTaken', [addressOf('n1'), addressOf('n3')]);
    const { code, out } = await explain('second', '-o', 'json');
    assert.equal(code, 0, 'it is exposed on the other nodes');
    const { nodes, problems, differences } = JSON.parse(out) as {
      nodes: { node: string; proxy: string; detail: string | null }[];
      problems: { reason: string }[];
      differences: string[];
    };
    assert.deepEqual(differences, []);
    assert.deepEqual(
      problems.map(({ reason }) => reason),
      ['PortTaken'],
    );
    assert.deepEqual(
      nodes.filter(({ proxy }) => proxy !== 'ready').map(({ node, proxy, detail }) => [node, proxy, detail]),
      [['n2', 'PortTaken', `${port}/TCP is used by Service ${namespace.name}/holder`]],
    );
  });

  it('exits with 1 when no node has the port free', async () => {
    const service = await namespace.createService('third', { ports: [port] });
    await service.reportsProblem('PortTaken');
    const { code, out } = await explain('third');
    assert.equal(code, 1);
    assert.match(out, new RegExp(`^n1 .* ${port}/TCP is used by Service ${namespace.name}/second$`, 'm'));
    assert.match(out, new RegExp(`^n2 .* ${port}/TCP is used by Service ${namespace.name}/holder$`, 'm'));
    assert.match(out, /\nNext\n {2}- Give one of the two another port/);
  });

  it('says of a foreign class whose it is', async () => {
    await namespace.createService('foreign', { spec: { loadBalancerClass: 'example.org/other' } });
    const { code, out } = await explain('foreign');
    assert.equal(code, 1);
    assert.match(out, /is not ours: it has the loadBalancerClass example\.org\/other\n/);
  });

  it('says what is missing when the hook is down', async () => {
    await cluster().hook.stop();
    try {
      await namespace.createService('unasked');
      const { code, out } = await explain('unasked');
      assert.equal(code, 1);
      assert.match(
        out,
        /The hook would change, if it were called now\n {2}- ServiceExposure akrobateo-unasked-\w+ would be created\n/,
      );
    } finally {
      await cluster().hook.start();
    }
  });

  it('exits with 3 when the cluster cannot be reached, or does not know us', async () => {
    const nowhere = await akrobateo('explain', 'web', '--kubeconfig', '/nowhere');
    assert.deepEqual([nowhere.code, nowhere.out], [3, '']);
    assert.match(nowhere.err, /^\/nowhere cannot be used \(.*\); name the right one/);
    const context = await akrobateo('explain', 'web', '--context', 'other');
    assert.equal(context.code, 3);
    assert.match(context.err, /^The kubeconfig has no context "other" with a cluster; /);
  });

  it('shows who holds which port, and who waits', async () => {
    const { code, out, err } = await akrobateo('ports');
    assert.equal(code, 0, err);
    assert.match(out, /^NODE +PORT +ADDRESS +STATE +HOLDER +POD\n/);
    const row = (node: string, state: string, name: string) =>
      new RegExp(`^${node} +${port}/TCP +\\* +${state} +Service ${namespace.name}/${name} `, 'm');
    assert.match(out, row('n2', 'held', 'holder'));
    assert.match(out, row('n1', 'held', 'second'));
    assert.match(out, row('n2', 'waiting', 'second'));
    const one = await akrobateo('ports', '--node', 'n1', '-o', 'json');
    const rows = JSON.parse(one.out) as { node: string }[];
    assert.deepEqual([...new Set(rows.map(({ node }) => node))], ['n1']);
  });

  it('shows Services without proxies at the addresses of their pool', async () => {
    await namespace.createPool('edge', { nodeSelector: { matchLabels: { 'kubernetes.io/hostname': 'n1' } } });
    const own = namespace.port();
    const service = await namespace.createService('bare', {
      ports: [own],
      annotations: { pool: 'edge', workload: 'None' },
    });
    await service.exposedAt([addressOf('n1')]);
    const { out } = await akrobateo('ports', '--pool', 'edge');
    const published = `^n1 +${own}/TCP +${addressOf('n1')} +published +Service ${namespace.name}/bare`;
    assert.match(out, new RegExp(published, 'm'));
    assert.doesNotMatch(out, /^n2/m);
    const explained = await explain('bare');
    assert.equal(explained.code, 0, explained.out);
    assert.match(explained.out, /Workload +None: no proxies/);
    assert.match(explained.out, /Pool +edge$/m);
  });

  it('checks a cluster whose hook and Metacontroller are not pods', async () => {
    const { code, out } = await akrobateo('doctor');
    assert.equal(code, 1);
    for (const line of [
      'problem  no pod of Metacontroller runs, so nothing is done: kubectl apply -k deploy/metacontroller',
      'problem  no pod of the hook runs: kubectl apply -k deploy',
      'ok       serviceexposures.akrobateo.kontena.io is served as v1alpha1',
      'ok       nothing else that is known takes Services without a class',
    ])
      assert.ok(out.includes(`\n  ${line}\n`), out);
    assert.match(out, /\n {2}ok +\d+ load balancers?, each with a ServiceExposure that has a status\n/);
    assert.match(out, /\n2 problems, /);
  });

  it('finds a running hook as it was recorded', async () => {
    const fixtures = join(repository, 'test/fixtures');
    const { code, out } = await akrobateo('replay', fixtures, '--url', cluster().hook.origin);
    assert.equal(code, 0, out);
    assert.match(out, /\d+ same, 0 different\n$/);
  });

  it('is a plugin of kubectl', async function () {
    const kubectl = locate('kubectl');
    if (kubectl === undefined) this.skip();
    chmodSync(main, 0o755);
    symlinkSync(main, join(folder, 'kubectl-akrobateo'));
    const env = {
      KUBECONFIG: cluster().plane.kubeconfig,
      PATH: [folder, process.env['PATH'] ?? ''].join(delimiter),
    };
    const ask = (name: string) => execute(kubectl, ['akrobateo', 'explain', name, '-n', namespace.name], env);
    const { code, out } = await ask('service/holder');
    assert.equal(code, 0, out);
    assert.match(out, /^Service .*\/holder is exposed at 192\.168\.0\.2\n/);
    const missing = await ask('nobody');
    assert.equal(missing.code, 1);
    assert.match(missing.err, /^There is no Service .*\/nobody; /);
  });
});
