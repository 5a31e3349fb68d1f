import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { EMPTY_WORLD } from '../../hooks/cli/world.ts';
import { ask, kubeconfigFor } from './api-server.ts';
import { akrobateo } from './run.ts';
import { EXPOSED, TAKEN, pod, running, service } from './worlds.ts';

describe('akrobateo explain, on a cluster', () => {
  it('exits with 0 when the Service is exposed, named in any way, in the namespace of the context', async () => {
    for (const name of ['web', 'svc/web', 'service/web', 'services/web']) {
      const { code, out, err } = await ask(['explain', name], EXPOSED);
      assert.equal(err, '');
      assert.equal(code, 0);
      assert.match(out, /^Service shop\/web is exposed at 192.168.0.2, /);
    }
  });

  it('reads what the hook has made for the Service, and the nodes; no more', async () => {
    const { api } = await ask(['explain', 'web'], EXPOSED);
    const paths = [...new Set(api.asked.map((path) => path.replace(/[?&](limit|continue)=\d+/g, '')))].sort();
    assert.deepEqual(paths, [
      '/api/v1/namespaces/shop/pods?labelSelector=akrobateo.kontena.io%2Fservice-uid%3D5b8a2f0e-7c31-4d0a-9a55-0c1f4f7f2a10',
      '/api/v1/namespaces/shop/services/web',
      '/api/v1/nodes',
      '/apis/akrobateo.kontena.io/v1alpha1/namespaces/shop/serviceexposures',
      '/apis/apps/v1/namespaces/akrobateo-system/deployments?labelSelector=app.kubernetes.io%2Fname%3Dakrobateo%2Capp.kubernetes.io%2Fcomponent%3Dhook',
      '/apis/apps/v1/namespaces/shop/daemonsets',
      '/apis/apps/v1/namespaces/shop/deployments',
    ]);
  });

  it('exits with 1 when it is not exposed', async () => {
    const { code, out } = await ask(['explain', 'web'], running(service(), ['failed']));
    assert.equal(code, 1);
    assert.match(out, /ProxyFailed: the proxy stops/);
  });

  it('exits with 1 when it is not ours', async () => {
    const services = [service({}, { loadBalancerClass: 'metallb' })];
    const { code, out } = await ask(['explain', 'web'], { ...EMPTY_WORLD, services });
    assert.equal(code, 1);
    assert.match(out, /is not ours: it has the loadBalancerClass metallb/);
  });

  it('names who holds a taken port', async () => {
    const world = { ...TAKEN, pods: [...TAKEN.pods, pod('holder', 80, { node: 'n1' })] };
    const { out, api } = await ask(['explain', 'web', '-o', 'json'], world);
    assert.ok(
      api.asked.some((path) => path.startsWith('/apis/akrobateo.kontena.io/v1alpha1/serviceexposures')),
    );
    const { nodes } = JSON.parse(out) as { nodes: { node: string; detail: string }[] };
    assert.equal(nodes.find((row) => row.node === 'n1')?.detail, '80/TCP is used by pod other/holder');
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
    const services = [service({}, { loadBalancerClass: 'akrobateo.kontena.io/node' })];
    const { out } = await ask(['explain', 'web'], { ...EMPTY_WORLD, services, deployments: [hook] });
    assert.match(out, /is not ours: it has the loadBalancerClass akrobateo.kontena.io\/node/);
  });

  it('says what it may not read, and answers without it', async () => {
    const { code, err } = await ask(['explain', 'web'], EXPOSED, { nodes: 403 });
    assert.deepEqual([code, err], [0, 'note: you may not read Nodes; the answer is without them\n']);
  });

  it('prints YAML and JSON', async () => {
    const yaml = await ask(['explain', 'web', '-o', 'yaml'], EXPOSED);
    const json = await ask(['explain', 'web', '-o', 'json'], EXPOSED);
    assert.deepEqual(parse(yaml.out), JSON.parse(json.out));
  });

  it('exits with 1 when there is no such Service', async () => {
    const { code, out, err } = await ask(['explain', 'nobody', '-n', 'blog'], EXPOSED);
    assert.deepEqual([code, out], [1, '']);
    assert.equal(err, 'There is no Service blog/nobody; kubectl get services -n blog lists them.\n');
  });

  const refusals = [
    { status: 401, says: /does not accept the kubeconfig's credentials; log in again\.\n$/ },
    { status: 403, says: /^The API server does not allow it: services is refused; ask for a role/ },
    { status: 500, says: /^The API server answers with status 500: services is refused\.\n$/ },
  ];
  for (const { status, says } of refusals) {
    it(`exits with 3 when the API server answers ${status}`, async () => {
      const { code, out, err } = await ask(['explain', 'web'], EXPOSED, { all: status });
      assert.deepEqual([code, out], [3, '']);
      assert.match(err, says);
    });
  }

  it('exits with 3 when a workload or the ServiceExposure may not be read, because the answer depends on it', async () => {
    for (const key of ['daemonSets', 'deployments', 'exposures']) {
      const { code } = await ask(['explain', 'web'], EXPOSED, { [key]: 403 });
      assert.equal(code, 3, key);
    }
  });

  const wrong = [
    {
      why: 'no process listens',
      file: kubeconfigFor('http://127.0.0.1:1'),
      says: /cannot be reached: .*ECONNREFUSED.*; is it up/,
    },
    {
      why: 'the name is unknown',
      file: kubeconfigFor('https://nowhere.invalid'),
      says: /cannot be reached: getaddrinfo /,
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
    for (const name of ['x', 'broken']) {
      const { code, err } = await akrobateo([...args, name]);
      assert.equal(code, 3);
      assert.match(
        err,
        /^The kubeconfig has no context "\w+" with a cluster; kubectl config get-contexts lists/,
      );
    }
  });

  it('exits with 2 for what is not a Service', async () => {
    for (const name of ['pod/web', 'a/b/c', 'Web', 'svc/']) {
      const { code, err } = await akrobateo(['explain', name]);
      assert.equal(code, 2);
      assert.match(err, /does not name a Service; write service\/NAME, and its namespace with -n\.\n$/);
    }
  });
});
