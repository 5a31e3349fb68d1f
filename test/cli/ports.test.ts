import assert from 'node:assert/strict';
import type { World } from '../../hooks/cli/world.ts';
import { service } from '../chain/objects.ts';
import { ask } from './api-server.ts';
import { assertGolden } from './run.ts';
import { EXPOSED, NODES, NONE, TAKEN, pod, worldAfter } from './worlds.ts';

async function table(world: World, ...args: string[]): Promise<string> {
  return (await ask(['ports', ...args], world)).out;
}

/** The owner of an object proves whose it is. A person can write the name and the labels. */
function withoutOwners<T extends { readonly metadata?: object | null }>(objects: readonly T[]): T[] {
  return objects.map((each) => ({ ...each, metadata: { ...each.metadata, ownerReferences: [] } }));
}

describe('akrobateo ports', () => {
  it('names Services, pods, host-network pods, and who waits', async () => {
    const pods = [
      pod('etcd-n1', 2379, { node: 'n1', hostNetwork: true }),
      pod('exporter', 9100, { node: 'n2', hostIP: '192.168.0.3' }),
      pod('job', 9101, { node: 'n2', phase: 'Succeeded' }),
      pod('pending', 9102),
      pod('all', 9103, { node: 'n2', hostIP: '0.0.0.0' }),
    ];
    assertGolden('ports.txt', await table({ ...TAKEN, pods: [...TAKEN.pods, ...pods] }));
  });

  it('shows Services without proxies at what they publish', async () => {
    assertGolden('ports-none.txt', await table(NONE));
  });

  it('knows the proxies of a Deployment', async () => {
    const world = worldAfter([...NODES, service({ annotations: { workload: 'Deployment' } })]);
    assert.match(await table(world), /^n1 .* Service shop\/web +shop\/akrobateo-web-00000005-\w+-1$/m);
  });

  it('shows what the ServiceExposures report if pods may not be read', async () => {
    const { code, out, err } = await ask(['ports', '--node', 'n1'], EXPOSED, { pods: 403 });
    assert.deepEqual([code, err], [0, 'note: you may not read Pods; the answer is without them\n']);
    assert.match(out, /^n1 +80\/TCP +\* +held +Service shop\/web +-$/m);
  });

  it('takes neither the labels of a pod nor a copied ServiceExposure for a proof', async () => {
    const exposures = withoutOwners(EXPOSED.serviceexposures);
    assert.doesNotMatch(await table({ ...EXPOSED, serviceexposures: exposures }), /Service/);
    const pods = withoutOwners(EXPOSED.pods);
    assert.match(await table({ ...EXPOSED, pods }), /^n1 .* held +pod shop\/akrobateo-web-00000005-1 /m);
  });

  it('shows one node, or the nodes of a pool', async () => {
    const pools = [{ metadata: { name: 'edge' }, status: { nodes: [{ name: 'n1' }, { name: 'n2' }] } }];
    const nodesFor = async (...args: string[]) => {
      const lines = (await table({ ...EXPOSED, loadbalancerpools: pools }, ...args)).trimEnd().split('\n');
      return lines.slice(1).map((line) => line.split(' ')[0]);
    };
    assert.deepEqual(await nodesFor('--node', 'n3'), ['n3']);
    assert.deepEqual(await nodesFor('--pool', 'edge'), ['n1', 'n2']);
    assert.deepEqual(await nodesFor('--pool', 'edge', '--node', 'n2'), ['n2']);
    assert.equal(
      await table({ ...EXPOSED, loadbalancerpools: pools }, '--pool', 'edge', '--node', 'n3'),
      'No pod holds a host port here.\n',
    );
  });

  it('prints JSON and YAML, and answers without what a cluster does not have', async () => {
    const { code, out, err } = await ask(['ports', '-o', 'json', '--node', 'n1'], EXPOSED, {
      loadbalancerpools: 404,
    });
    assert.equal(code, 0);
    const row = {
      node: 'n1',
      port: 80,
      protocol: 'TCP',
      address: null,
      holder: 'Service shop/web',
      state: 'held',
    };
    assert.deepEqual(JSON.parse(out), [{ ...row, pod: 'shop/akrobateo-web-00000005-1' }]);
    assert.match(
      err,
      /^note: the cluster has no loadbalancerpools of akrobateo.kontena.io\/v1alpha1; the answer/,
    );
  });

  it('exits with 2 for a pool or a node that does not exist', async () => {
    const pool = await ask(['ports', '--pool', 'x'], EXPOSED);
    assert.deepEqual(
      [pool.code, pool.err],
      [2, 'There is no LoadBalancerPool x; kubectl get lbpool lists them.\n'],
    );
    const node = await ask(['ports', '--node', 'x'], EXPOSED);
    assert.deepEqual([node.code, node.err], [2, 'There is no node x; kubectl get nodes lists them.\n']);
  });
});
