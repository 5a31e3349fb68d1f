import { assertFollowsPool } from '../framework/delay.ts';
import type { Change } from '../framework/delay.ts';
import { addAddress, setAddresses } from '../framework/node-changes.ts';
import { addressesOfNodes, fakeNode, nodeAddresses, setKubelet } from '../framework/nodes.ts';
import type { PoolStatus } from '../framework/pool.ts';
import type { Scenario } from '../framework/scenario.ts';

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

export const poolNodeChanges: Scenario = {
  title: "a node's readiness and addresses change: Services are at most two seconds behind the pool's status",
  name: 'pool-changes',
  async play(scene) {
    const { api } = scene.cluster;
    await scene.borrowNodes('n1', 'n2');
    const pool = await scene.createPool('default');
    const services = [
      await scene.createService('web', { ports: [scene.port()] }),
      await scene.createService('none', { ports: [scene.port()], annotations: { workload: 'None' } }),
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
  },
};
