import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { needs, output, ROOT, run } from './programs.ts';
import { kustomize, only, podOf } from './render.ts';
import { manifests } from '../framework/processes/paths.ts';
import { locate, programs } from '../framework/processes/programs.ts';
import { startApiServer } from '../framework/cluster/api-server.ts';
import type { ApiServer } from '../framework/cluster/api-server.ts';

/** Every folder that users apply, each after those that it needs. */
const folders = [
  'deploy',
  'deploy/secure',
  'deploy/metacontroller',
  'deploy/metacontroller/secrets',
  'metacontroller',
  'metacontroller/pools',
  'metacontroller/secure',
  'metacontroller/local',
];

function metacontrollerCrds(): string {
  const real = join(dirname(locate('metacontroller') ?? ''), 'metacontroller-crds-v1.yaml');
  return existsSync(real) ? real : join(manifests, 'metacontroller-crds.yaml');
}

describe('a real API server', () => {
  let server: ApiServer | undefined;
  let failed = false;
  let login = '';
  before(async function () {
    needs(this, 'kubectl', 'helm', ...programs);
    server = await startApiServer();
    login = `--kubeconfig=${server.plane.kubeconfig}`;
    output('kubectl', [login, 'apply', '--server-side', '--filename', metacontrollerCrds()]);
  });
  afterEach(function () {
    failed ||= this.currentTest?.state === 'failed';
  });
  after(async () => {
    await server?.stop(failed);
  });

  const removeCrds = () => {
    const crds = ['loadbalancerpools', 'serviceexposures'].map((kind) => `crd/${kind}.akrobateo.kontena.io`);
    output('kubectl', [login, 'delete', ...crds]);
  };
  const helm = (...args: string[]) => output('helm', [...args, login, '--namespace=balancers']);

  it('takes the chart: installed, upgraded with everything switched on, and uninstalled except for the CRDs', () => {
    helm('install', 'akrobateo', 'deploy/chart', '--create-namespace');
    const sets = ['metacontroller.enabled', 'tls.enabled', 'token.enabled'].map((key) => `--set=${key}=true`);
    helm('upgrade', 'akrobateo', 'deploy/chart', ...sets);
    const url = '{.spec.hooks.sync.webhook.url}';
    const read = ['get', 'decoratorcontroller/akrobateo-services', `--output=jsonpath=${url}`];
    assert.equal(output('kubectl', [login, ...read]), 'https://akrobateo.balancers/services/sync');
    helm('uninstall', 'akrobateo');
    const kinds = 'deployments,services,clusterroles,decoratorcontrollers';
    const left = output('kubectl', [login, 'get', kinds, '--all-namespaces', '--output=name']);
    assert.doesNotMatch(left, /akrobateo/);
    removeCrds();
  });

  it('gets the pool default from the chart, once: what became of it is left alone', () => {
    const spec = () => output('kubectl', [login, 'get', 'lbpool', '--output=jsonpath={.items[*].spec}']);
    helm('install', 'akrobateo', 'deploy/chart');
    const { spec: want } = only(kustomize('metacontroller/pools'), 'LoadBalancerPool default');
    assert.deepEqual(JSON.parse(spec()), { workload: 'DaemonSet', ...(want as object) });

    const patch = ['--type=merge', '--patch={"spec":{"nodeSelector":{"matchLabels":{"role":"edge"}}}}'];
    output('kubectl', [login, 'patch', 'lbpool', 'default', ...patch]);
    const edited = spec();
    helm('upgrade', 'akrobateo', 'deploy/chart');
    assert.equal(spec(), edited);
    helm('uninstall', 'akrobateo');
    helm('install', 'akrobateo', 'deploy/chart');
    assert.equal(spec(), edited);

    output('kubectl', [login, 'delete', 'lbpool', 'default']);
    helm('upgrade', 'akrobateo', 'deploy/chart', '--set=defaultPool.create=false');
    assert.equal(spec(), '');
    helm('upgrade', 'akrobateo', 'deploy/chart', '--set=defaultPool.create=true');
    assert.notEqual(spec(), '');
    helm('uninstall', 'akrobateo');
    removeCrds();
  });

  for (const folder of folders) {
    it(`takes ${folder}, without a warning, and a second time without a change`, () => {
      const { status, stderr } = run('kubectl', [login, 'apply', '--kustomize', folder]);
      assert.deepEqual([status, stderr], [0, '']);
      const versions = [
        'get',
        '--kustomize',
        folder,
        '--output=jsonpath={.items[*].metadata.resourceVersion}',
      ];
      const before = output('kubectl', [login, ...versions]);
      output('kubectl', [login, 'apply', '--kustomize', folder]);
      assert.equal(output('kubectl', [login, ...versions]), before);
    });
  }

  for (const [folder, name] of [
    ['deploy', 'akrobateo'],
    ['deploy/secure', 'akrobateo'],
    ['deploy/metacontroller', 'akrobateo-metacontroller'],
  ] as const) {
    it(`lets the pod of ${folder} into the namespace, which enforces the restricted level`, () => {
      const spec = podOf(kustomize(folder), name).pod;
      const metadata = { name: 'pod', namespace: 'akrobateo-system' };
      const pod = (more: object) =>
        JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata, spec: Object.assign({}, spec, more) });
      const create = [login, 'create', '--dry-run=server', '--filename=-'];
      assert.match(output('kubectl', create, pod({})), /^pod\/pod created/);
      const { stderr } = run('kubectl', create, pod({ hostNetwork: true }));
      assert.match(stderr, /violates PodSecurity "restricted:latest": host namespaces/);
    });
  }

  it('knows the folders of all kustomizations', () => {
    const found = output('git', [
      'ls-files',
      '--cached',
      '--others',
      '--exclude-standard',
      '*/kustomization.yaml',
    ]);
    // Bases are part of others, and PrometheusRules need a kind that is not there.
    const others = ['deploy/base', 'metacontroller/base', 'deploy/monitoring'];
    const all = found
      .trim()
      .split('\n')
      .map(dirname)
      .filter((folder) => existsSync(join(ROOT, folder)));
    assert.deepEqual(all.sort(), [...folders, ...others].sort());
  });
});
