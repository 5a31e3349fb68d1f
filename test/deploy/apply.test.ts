import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { needs } from '../assets.ts';
import { filesIn, output, read, ROOT, run } from '../checkout.ts';
import { kustomize, only, podOf } from './render.ts';
import { metacontrollerCrds } from '../framework/cluster/install.ts';
import { programs } from '../framework/processes/programs.ts';
import { startApiServer } from '../framework/cluster/control-plane.ts';
import { useStarted } from '../framework/processes/started.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Bases are part of others, PrometheusRules need a kind that is not installed, and the local one has a test of its own. */
const NOT_APPLIED = ['deploy/base', 'metacontroller/base', 'deploy/monitoring', 'deploy/local'];

/** Every folder that users apply; in this order each is after those that it needs. */
const folders = [...filesIn('deploy'), ...filesIn('metacontroller')]
  .filter((file) => file.endsWith('/kustomization.yaml'))
  .map(dirname)
  .filter((folder) => !NOT_APPLIED.includes(folder))
  .sort();

/** Starts an API server for the tests of a block, and gives the option of kubectl and helm for it. */
function useApiServer(): () => string {
  const server = useStarted(async (context) => {
    needs(context, 'kubectl', 'helm', ...programs);
    return startApiServer();
  });
  const login = () => `--kubeconfig=${server().plane.kubeconfig}`;
  before('installs the kinds of Metacontroller', () => {
    output('kubectl', [login(), 'apply', '--server-side', '--filename', metacontrollerCrds()]);
  });
  return login;
}

describe('a real API server, with the chart', () => {
  const login = useApiServer();
  const kubectl = (...args: string[]) => output('kubectl', [login(), ...args]);
  const helm = (...args: string[]) => output('helm', [...args, login(), '--namespace=balancers']);
  const upgrade = (...enabled: string[]) =>
    helm('upgrade', 'akrobateo', 'deploy/chart', ...enabled.map((name) => `--set=${name}=true`));
  const specOfPools = () => kubectl('get', 'lbpool', '--output=jsonpath={.items[*].spec}');

  it('takes the chart: installed, upgraded with everything enabled, and uninstalled except for the CRDs', () => {
    helm('install', 'akrobateo', 'deploy/chart', '--create-namespace');
    upgrade('metacontroller.enabled', 'tls.enabled', 'token.enabled');
    const url = '--output=jsonpath={.spec.hooks.sync.webhook.url}';
    const called = kubectl('get', 'decoratorcontroller/akrobateo-services', url);
    assert.equal(called, 'https://akrobateo.balancers/services/sync');
    helm('uninstall', 'akrobateo');
    const kinds = 'deployments,services,clusterroles,decoratorcontrollers';
    assert.doesNotMatch(kubectl('get', kinds, '--all-namespaces', '--output=name'), /akrobateo/);
    kubectl('delete', 'lbpool', 'default');
  });

  it('gets the pool default from the chart once, and keeps what a user has changed in it', () => {
    helm('install', 'akrobateo', 'deploy/chart');
    const { spec } = only(kustomize('metacontroller/pools'), 'LoadBalancerPool default');
    assert.deepEqual(JSON.parse(specOfPools()), { workload: 'DaemonSet', ...(spec as object) });

    const patch = '--patch={"spec":{"nodeSelector":{"matchLabels":{"role":"edge"}}}}';
    kubectl('patch', 'lbpool', 'default', '--type=merge', patch);
    const edited = specOfPools();
    upgrade();
    assert.equal(specOfPools(), edited);
    helm('uninstall', 'akrobateo');
    helm('install', 'akrobateo', 'deploy/chart');
    assert.equal(specOfPools(), edited);

    kubectl('delete', 'lbpool', 'default');
    helm('upgrade', 'akrobateo', 'deploy/chart', '--set=defaultPool.create=false');
    assert.equal(specOfPools(), '');
    upgrade('defaultPool.create');
    assert.notEqual(specOfPools(), '');
    helm('uninstall', 'akrobateo');
  });
});

describe('a real API server, with the manifests', () => {
  const folder = temporaryFolder('local');
  const login = useApiServer();
  const kubectl = (...args: string[]) => output('kubectl', [login(), ...args]);

  for (const folder of folders) {
    it(`takes ${folder}, without a warning, and a second time without a change`, () => {
      const { status, stderr } = run('kubectl', [login(), 'apply', '--kustomize', folder]);
      assert.deepEqual([status, stderr], [0, '']);
      const versions = () =>
        kubectl('get', '--kustomize', folder, '--output=jsonpath={.items[*].metadata.resourceVersion}');
      const before = versions();
      kubectl('apply', '--kustomize', folder);
      assert.equal(versions(), before);
    });
  }

  for (const [folder, name] of [
    ['deploy', 'akrobateo'],
    ['deploy/secure', 'akrobateo'],
    ['deploy/metacontroller', 'akrobateo-metacontroller'],
  ] as const) {
    it(`lets the pod of ${folder} into the namespace, which enforces the restricted level`, () => {
      const { pod } = podOf(kustomize(folder), name);
      const create = (spec: object) => {
        const metadata = { name: 'pod', namespace: 'akrobateo-system' };
        const input = JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata, spec });
        return run('kubectl', [login(), 'create', '--dry-run=server', '--filename=-'], { input });
      };
      assert.match(create(pod).stdout, /^pod\/pod created/);
      const { stderr } = create(Object.assign({}, pod, { hostNetwork: true }));
      assert.match(stderr, /violates PodSecurity "restricted:latest": host namespaces/);
    });
  }

  it('takes deploy/local, which has everything, when it is applied again until the new kinds are served', () => {
    for (const name of ['deploy', 'metacontroller'])
      cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    const file = join(folder, 'deploy/local/kustomization.yaml');
    const url = /https:.*metacontroller-crds-v1\.yaml$/m;
    const text = read('deploy/local/kustomization.yaml');
    assert.match(text, url);
    cpSync(metacontrollerCrds(), join(folder, 'deploy/local/crds.yaml'));
    writeFileSync(file, text.replace(url, 'crds.yaml'));
    const args = [
      login(),
      'apply',
      '--server-side',
      '--force-conflicts',
      '--kustomize',
      join(folder, 'deploy/local'),
    ];
    for (let tries = 1; run('kubectl', args).status !== 0; tries += 1) assert.ok(tries < 10);
    assert.match(kubectl('get', 'service', 'web', '--output=jsonpath={.spec.ports[0].port}'), /^8080$/);
    kubectl('get', 'lbpool', 'default');
    kubectl('get', 'decoratorcontroller', 'akrobateo-services');
  });
});
