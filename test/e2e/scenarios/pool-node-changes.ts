import { assertFollowsPool } from '../framework/delay.ts';
import { addAddress, setAddresses } from '../framework/node-changes.ts';
import { addressesOfNodes, fakeNode, nodeAddresses, setKubelet } from '../framework/nodes.ts';
import type { PoolStatus } from '../framework/pool.ts';
import type { Scenario } from '../framework/scenario.ts';

const external = { type: 'ExternalIP', address: '203.0.113.2' };
const tellsOf = (address: string) => (status: PoolStatus) =>
  status.nodes?.some(({ addresses }) => addresses.some((each) => each.address === address)) ?? false;
const tellsReady = (ready: number) => (status: PoolStatus) => status.readyNodes === ready;

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
    const follows = { pool, services };

    const silence = () => setKubelet(api, 'n1', false);
    const others = addressesOfNodes('n2', 'n3');
    await assertFollowsPool({ ...follows, isTold: tellsReady(2), addresses: others, make: silence });
    const talk = () => setKubelet(api, 'n1', true);
    await assertFollowsPool({ ...follows, isTold: tellsReady(3), addresses: every, make: talk });

    const moved = { ...fakeNode('n1'), addresses: ['192.168.0.7'] };
    await assertFollowsPool({
      ...follows,
      isTold: tellsOf('192.168.0.7'),
      addresses: [...addressesOfNodes('n2'), '192.168.0.7', ...addressesOfNodes('n3')],
      make: () => setAddresses(api, 'n1', nodeAddresses(moved)),
    });
    await assertFollowsPool({
      ...follows,
      isTold: tellsOf(external.address),
      addresses: [external.address],
      make: () => addAddress(api, 'n2', external),
    });
    for (const service of services) await service.exposedAt([external.address]);
  },
};
