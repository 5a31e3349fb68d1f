import assert from 'node:assert/strict';
import { parse } from 'yaml';
import type { World } from '../../hooks/cli/world.ts';
import { node, service } from '../chain/objects.ts';
import { behave } from '../chain/steps.ts';
import { ask, kubeconfigFor } from './api-server.ts';
import type { Refusals } from './api-server.ts';
import { akrobateo } from './run.ts';
import { EXPOSED, TAKEN, pod, unseen, worldAfter } from './worlds.ts';

const ofClass = (loadBalancerClass: string) =>
  unseen((own) => ({ ...own, spec: { ...own.spec, loadBalancerClass } }));
const FAILED = worldAfter([node('n1'), service()], [behave({ crash: 'no rights' }, 'n1')]);

describe('akrobateo explain, on a cluster', () => {
  it('exits with 0 when the Service is exposed, named in any way, in the namespace of the context', async () => {
    for (const name of ['web', 'svc/web', 'service/web', 'services/web']) {
      const { code, out, err } = await ask(['explain', name], EXPOSED);
      assert.deepEqual([code, err], [0, '']);
      assert.match(out, /^Service shop\/web is exposed at 192.168.0.2, /);
    }
  });

  it('reads what the hook has made for the Service, and the nodes; no more', async () => {
    const { asked } = await ask(['explain', 'web'], EXPOSED);
    const paths = asked.map((path) => decodeURIComponent(path).replace(/(limit|continue)=\d+&?/g, ''));
    assert.deepEqual([...new Set(paths.map((path) => path.replace(/[?&]$/, '')))].sort(), [
      '/api/v1/namespaces/shop/pods?labelSelector=akrobateo.kontena.io/service-uid=00000005-0000-4000-8000-000000000000',
      '/api/v1/namespaces/shop/services?fieldSelector=metadata.name=web',
      '/api/v1/nodes',
      '/apis/akrobateo.kontena.io/v1alpha1/namespaces/shop/serviceexposures',
      '/apis/apps/v1/namespaces/akrobateo-system/deployments?labelSelector=app.kubernetes.io/name=akrobateo,app.kubernetes.io/component=hook',
      '/apis/apps/v1/namespaces/shop/daemonsets',
      '/apis/apps/v1/namespaces/shop/deployments',
    ]);
  });

  it('names who holds a taken port', async () => {
    const world = { ...TAKEN, pods: [...TAKEN.pods, pod('holder', 80, { node: 'n1' })] };
    const { out } = await ask(['explain', 'web', '-o', 'json'], world);
    const { nodes } = JSON.parse(out) as { nodes: { node: string; detail: string }[] };
    assert.equal(nodes.find(({ node }) => node === 'n1')?.detail, '80/TCP is used by pod other/holder');
  });

  it('takes the settings of the hook that runs in the cluster', async () => {
    const env = Object.entries({ LOAD_BALANCER_CLASS: 'example.org/ours', HOST: '' });
    const containers = [{ name: 'hook', env: env.map(([name, value]) => ({ name, value })) }];
    const labels = { 'app.kubernetes.io/name': 'akrobateo', 'app.kubernetes.io/component': 'hook' };
    const metadata = { name: 'akrobateo', namespace: 'akrobateo-system', labels };
    const hook = { metadata, spec: { selector: {}, template: { spec: { containers } } } };
    const world = { ...ofClass('akrobateo.kontena.io/node'), deployments: [hook] };
    assert.match((await ask(['explain', 'web'], world)).out, /is not ours: .* akrobateo.kontena.io\/node/);
  });

  it('says what it may not read, and answers without it', async () => {
    const { code, err } = await ask(['explain', 'web'], EXPOSED, { nodes: 403 });
    assert.deepEqual([code, err], [0, 'note: you may not read Nodes; the answer is without them\n']);
  });

  it('prints YAML and JSON', async () => {
    const [yaml, json] = await Promise.all(
      ['yaml', 'json'].map((o) => ask(['explain', 'web', '-o', o], EXPOSED)),
    );
    assert.deepEqual(parse(yaml?.out ?? ''), JSON.parse(json?.out ?? ''));
  });

  const answers: [code: number, says: RegExp, world: World, refusals?: Refusals][] = [
    [1, /ProxyFailed: the proxy stops/, FAILED],
    [3, /does not accept the kubeconfig's credentials; log in again\.\n$/, EXPOSED, { all: 401 }],
    [3, /^The API server does not allow it: services is refused; ask for a role/, EXPOSED, { all: 403 }],
    [3, /^The API server answers with status 500: services is refused\.\n$/, EXPOSED, { all: 500 }],
    // The answer depends on them.
    [3, /daemonsets is refused/, EXPOSED, { daemonsets: 403 }],
    [3, /deployments is refused/, EXPOSED, { deployments: 403 }],
    [3, /serviceexposures is refused/, EXPOSED, { serviceexposures: 403 }],
  ];
  for (const [code, says, world, refusals = {}] of answers) {
    it(`exits with ${code}: ${String(says)}`, async () => {
      const run = await ask(['explain', 'web'], world, refusals);
      assert.equal(run.code, code);
      assert.match(run.out + run.err, says);
    });
  }

  const nowhere = kubeconfigFor('http://127.0.0.1:1');
  const wrong: [code: number, says: RegExp, file: string, ...args: string[]][] = [
    [3, /cannot be reached: .*ECONNREFUSED.*; is it up/, nowhere, 'web'],
    [3, /cannot be reached: getaddrinfo /, kubeconfigFor('https://nowhere.invalid'), 'web'],
    [3, /^The kubeconfig has no context "broken" with a/, nowhere, 'web', '--context', 'broken'],
    ...['pod/web', 'a/b/c', 'Web', 'svc/'].map((name): [number, RegExp, string, string] => {
      return [2, /does not name a Service; write service\/NAME, and its namespace with -n\.$/, nowhere, name];
    }),
  ];
  for (const [code, says, file, ...args] of wrong) {
    it(`exits with ${code} for ${args.join(' ')}: ${String(says)}`, async () => {
      const { err, ...run } = await akrobateo(['explain', ...args, '--kubeconfig', file]);
      assert.deepEqual(run, { code, out: '' });
      assert.match(err.trimEnd(), says);
      assert.equal(err.trimEnd().split('\n').length, 1);
    });
  }
});
