import { assertFollowsPool } from '../follows-pool.ts';
import type { Change } from '../follows-pool.ts';
import { addAddress, setAddresses } from '../../framework/cluster/node-changes.ts';
import { addressesOfNodes, fakeNode, nodeAddresses, setKubelet } from '../../framework/cluster/nodes.ts';
import type { PoolStatus } from '../../framework/cluster/pool.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';

const external = { type: 'ExternalIP', address: '203.0.113.2' };
const moved = { ...fakeNode('n1'), addresses: ['192.168.0.7'] };

const readyNodes = ({ nodes = [] }: PoolStatus) => nodes.filter(({ ready }) => ready).map(({ name }) => name);
const reportsReady =
  (...names: string[]) =>
  (status: PoolStatus) =>
    readyNodes(status).join() === names.join();

/** With every node ready, does the status have the address? */
const has =
  (address: string, expected: boolean) =>
  (status: PoolStatus): boolean => {
    const known = status.nodes?.flatMap(({ addresses }) => addresses.map((each) => each.address)) ?? [];
    return readyNodes(status).length === 3 && known.includes(address) === expected;
  };

export const strategy = 'dynamic-apply';
export const title =
  "a node's readiness and addresses change: Services are at most two seconds behind the pool's status";

export async function run(namespace: TestNamespace): Promise<void> {
  const { api } = namespace.cluster;
  await namespace.restoreNodesAfterwards('n1', 'n2');
  const pool = await namespace.createPool('default');
  const services = [
    await namespace.createService('web'),
    await namespace.createService('none', { annotations: { workload: 'None' } }),
  ];
  const every = addressesOfNodes('n1', 'n2', 'n3');
  for (const service of services) await service.exposedAt(every);
  const followers = { pool, services };

  const silence: Change = {
    make: () => setKubelet(api, 'n1', false),
    isReported: reportsReady('n2', 'n3'),
    addresses: addressesOfNodes('n2', 'n3'),
  };
  const talk: Change = {
    make: () => setKubelet(api, 'n1', true),
    isReported: reportsReady('n1', 'n2', 'n3'),
    addresses: every,
  };
  await assertFollowsPool(followers, silence, talk);

  const move: Change = {
    make: () => setAddresses(api, 'n1', nodeAddresses(moved)),
    isReported: has('192.168.0.7', true),
    addresses: [...addressesOfNodes('n2'), '192.168.0.7', ...addressesOfNodes('n3')],
  };
  const moveBack: Change = {
    make: () => setAddresses(api, 'n1', nodeAddresses(fakeNode('n1'))),
    isReported: has('192.168.0.7', false),
    addresses: every,
  };
  await assertFollowsPool(followers, move, moveBack);

  const addExternal: Change = {
    make: () => addAddress(api, 'n2', external),
    isReported: has(external.address, true),
    addresses: [external.address],
  };
  const takeExternal: Change = {
    make: () => setAddresses(api, 'n2', nodeAddresses(fakeNode('n2'))),
    isReported: has(external.address, false),
    addresses: every,
  };
  await assertFollowsPool(followers, addExternal, takeExternal);
  for (const service of services) await service.exposedAt(every);
}
