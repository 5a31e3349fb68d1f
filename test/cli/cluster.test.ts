import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'yaml';
import { EMPTY_WORLD } from '../../hooks/cli/world/world.ts';
import type { World } from '../../hooks/cli/world/world.ts';
import { kubeconfigFor, startApi } from './api-server.ts';
import type { FakeApi, Refusals } from './api-server.ts';
import { akrobateo } from './run.ts';
import type { Run } from './run.ts';
import { node, pod, worldOfFixture } from './worlds.ts';

async function ask(
  args: string[],
  world: World,
  refusals: Refusals = {},
  now?: number,
): Promise<Run & { api: FakeApi }> {
  const api = await startApi(world, refusals);
  try {
    const run = await akrobateo([...args, '--kubeconfig', api.kubeconfig], now === undefined ? {} : { now });
    return { ...run, api };
  } finally {
    await api.stop();
  }
}

describe('akrobateo explain, on a cluster', () => {
  const exposed = worldOfFixture('daemonset-exposed');
  const taken = worldOfFixture('problem-port-taken-on-one-node');
  const withNodes = { ...exposed.world, nodes: [node('n1', '192.168.0.2')] };

  it('exits with 0 when the Service is exposed, named in any way, in the namespace of the context', async () => {
    for (const name of ['web', 'svc/web', 'service/web', 'services/web']) {
      const { code, out, err } = await ask(['explain', name], withNodes, {}, exposed.now);
      assert.equal(err, '');
      assert.equal(code, 0);
      assert.match(out, /^Service shop\/web is exposed at 192.168.0.2, /);
    }
  });

  it('reads what the hook would get, and the nodes; no more', async () => {
    const { api } = await ask(['explain', 'web'], withNodes, {}, exposed.now);
    const paths = [...new Set(api.asked.map((path) => path.replace(/[?&](limit|continue)=\d+/g, '')))].sort();
    assert.deepEqual(paths, [
      '/api/v1/namespaces/shop',
      '/api/v1/namespaces/shop/pods&labelSelector=akrobateo.kontena.io%2Fservice-uid%3D5b8a2f0e-7c31-4d0a-9a55-0c1f4f7f2a10',
      '/api/v1/namespaces/shop/services/web',
      '/api/v1/nodes',
      '/apis/akrobateo.kontena.io/v1alpha1/loadbalancerpools',
      '/apis/apps/v1/namespaces/akrobateo-system/deployments&labelSelector=app.kubernetes.io%2Fname%3Dakrobateo%2Capp.kubernetes.io%2Fcomponent%3Dhook',
      '/apis/apps/v1/namespaces/shop/daemonsets',
      '/apis/apps/v1/namespaces/shop/deployments',
      '/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices&labelSelector=kubernetes.io%2Fservice-name%3Dweb',
    ]);
  });

  it('exits with 1 when it is not exposed', async () => {
    const { world, now } = worldOfFixture('problem-proxy-failed');
    const { code, out } = await ask(['explain', 'web'], world, {}, now);
    assert.equal(code, 1);
    assert.match(out, /ProxyFailed: the proxy stops/);
  });

  it('exits with 1 when it is somebody else’s', async () => {
    const { world, now } = worldOfFixture('claim-foreign-class');
    const { code, out } = await ask(['explain', 'web'], world, {}, now);
    assert.equal(code, 1);
    assert.match(out, /is not ours: it has the loadBalancerClass metallb/);
  });

  it('names who holds a taken port', async () => {
    const [waiting] = taken.world.pods.flatMap((each) => (each.spec?.nodeName === undefined ? [each] : []));
    assert.ok(waiting);
    const world = { ...taken.world, pods: [...taken.world.pods, pod('holder', 80, { node: 'n1' })] };
    const { out } = await ask(['explain', 'web', '-o', 'json'], world, {}, taken.now);
    const { nodes } = JSON.parse(out) as { nodes: { node: string; detail: string }[] };
    assert.equal(nodes.find((row) => row.node === 'n1')?.detail, '80/TCP is held by pod other/holder');
  });

  it('takes the settings of the hook that runs in the cluster', async () => {
    const env = [
      { name: 'LOAD_BALANCER_CLASS', value: 'example.org/ours' },
      { name: 'HOST', value: '' },
    ];
    const hook = {
      metadata: {
        name: 'akrobateo',
        namespace: 'akrobateo-system',
        labels: { 'app.kubernetes.io/name': 'akrobateo', 'app.kubernetes.io/component': 'hook' },
      },
      spec: { selector: {}, template: { spec: { containers: [{ name: 'hook', env }] } } },
    };
    const { world, now } = worldOfFixture('claim-our-class');
    const { out } = await ask(['explain', 'web'], { ...world, deployments: [hook] }, {}, now);
    assert.match(out, /is not ours: it has the loadBalancerClass akrobateo.kontena.io\/node/);
  });

  it('tells what it may not read, or is not there, and does without', async () => {
    const refusals = { nodes: 403, pools: 404 };
    const { code, err } = await ask(['explain', 'web'], withNodes, refusals, exposed.now);
    assert.equal(code, 0);
    assert.match(err, /^note: you may not read Nodes: this is told without them$/m);
    assert.match(err, /^note: the cluster knows no loadbalancerpools of akrobateo.kontena.io\/v1alpha1: /m);
  });

  it('prints YAML and JSON', async () => {
    const yaml = await ask(['explain', 'web', '-o', 'yaml'], withNodes, {}, exposed.now);
    const json = await ask(['explain', 'web', '-o', 'json'], withNodes, {}, exposed.now);
    assert.deepEqual(parse(yaml.out), JSON.parse(json.out));
  });

  it('exits with 1 when there is no such Service', async () => {
    const { code, out, err } = await ask(['explain', 'nobody', '-n', 'blog'], exposed.world);
    assert.deepEqual([code, out], [1, '']);
    assert.equal(
      err,
      'There is no Service blog/nobody; kubectl get services -n blog shows those that there are.\n',
    );
  });

  const refusals = [
    { status: 401, says: /does not accept the kubeconfig's credentials; log in anew\.\n$/ },
    { status: 403, says: /^The API server does not let you: services is refused; ask for a role/ },
    { status: 500, says: /^The API server answers 500: services is refused\.\n$/ },
  ];
  for (const { status, says } of refusals) {
    it(`exits with 3 when the API server answers ${status}`, async () => {
      const { code, out, err } = await ask(['explain', 'web'], exposed.world, { all: status });
      assert.deepEqual([code, out], [3, '']);
      assert.match(err, says);
    });
  }

  it('exits with 3 when a workload may not be read, for without it nothing is known', async () => {
    const { code } = await ask(['explain', 'web'], exposed.world, { daemonSets: 403 });
    assert.equal(code, 3);
  });

  it('exits with 3 when something else answers', async () => {
    const server = createServer((_request, response) => response.writeHead(404).end('<html>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const kubeconfig = kubeconfigFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const { code } = await akrobateo(['ports', '--kubeconfig', kubeconfig]);
    server.closeAllConnections();
    server.close();
    // Nothing of ours is there, and nothing else either.
    assert.equal(code, 0);
  });

  const wrong = [
    {
      why: 'nobody listens',
      file: kubeconfigFor('http://127.0.0.1:1'),
      says: /cannot be reached: nobody listens there; is it up/,
    },
    {
      why: 'nobody has that name',
      file: kubeconfigFor('https://nowhere.invalid'),
      says: /cannot be reached: its name /,
    },
    {
      why: 'there is no kubeconfig',
      file: '/nowhere',
      says: /^\/nowhere cannot be used \(.*\); name the right one/,
    },
  ];
  for (const { why, file, says } of wrong) {
    it(`exits with 3 when ${why}`, async () => {
      const { code, out, err } = await akrobateo(['explain', 'web', '--kubeconfig', file]);
      assert.deepEqual([code, out], [3, '']);
      assert.match(err, says);
      assert.equal(err.trimEnd().split('\n').length, 1);
    });
  }

  it('exits with 3 when the context is wrong', async () => {
    const args = ['explain', 'web', '--kubeconfig', kubeconfigFor('http://127.0.0.1:1'), '--context'];
    const missing = await akrobateo([...args, 'x']);
    assert.deepEqual(
      [missing.code, missing.err],
      [3, 'The kubeconfig has no context x; it has fake, broken.\n'],
    );
    const broken = await akrobateo([...args, 'broken']);
    assert.equal(broken.code, 3);
    assert.match(broken.err, /context "broken" names no cluster; kubectl config get-contexts shows/);
  });

  it('exits with 2 for what is no Service', async () => {
    for (const name of ['pod/web', 'a/b/c', 'Web', 'svc/']) {
      const { code, err } = await akrobateo(['explain', name]);
      assert.equal(code, 2);
      assert.match(err, /names no Service; write service\/NAME, and its namespace with -n\.\n$/);
    }
  });
});

describe('akrobateo ports, on a cluster', () => {
  const { world } = worldOfFixture('daemonset-exposed');

  it('prints a table, YAML or JSON', async () => {
    const table = await ask(['ports'], world);
    assert.equal(table.code, 0);
    assert.match(
      table.out,
      /^NODE +PORT +ADDRESS +STATE +HOLDER +POD\nn1 +80\/TCP +\* +held +Service shop\/web/,
    );
    const json = await ask(['ports', '-o', 'json', '--node', 'n1'], world);
    assert.equal((JSON.parse(json.out) as unknown[]).length, 1);
  });

  it('says when nothing holds a port', async () => {
    const { code, out } = await ask(['ports'], EMPTY_WORLD);
    assert.deepEqual([code, out], [0, 'No pod holds a host port here.\n']);
  });

  it('exits with 2 for a pool that is not there', async () => {
    const { code, err } = await ask(['ports', '--pool', 'x'], world);
    assert.deepEqual(
      [code, err],
      [2, 'There is no LoadBalancerPool x; kubectl get lbpool shows those that there are.\n'],
    );
  });
});
