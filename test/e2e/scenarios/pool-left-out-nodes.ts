import { excludeLabel, labelNode, taintNode } from '../framework/node-changes.ts';
import { addressesOfNodes, everyNode } from '../framework/nodes.ts';
import type { Scenario } from '../framework/scenario.ts';

const autoscaler = { key: 'ToBeDeletedByClusterAutoscaler', value: '1700000000', effect: 'NoSchedule' };

export const poolLeftOutNodes: Scenario = {
  title:
    'a node is excluded from load balancers, one is about to be removed: its address goes, and comes back',
  name: 'pool-left-out',
  async play(scene) {
    const { api } = scene.cluster;
    await scene.borrowNodes('n1', 'n2');
    const pool = await scene.createPool('default');
    const web = await scene.createService('web', { ports: [scene.port()] });
    const none = await scene.createService('none', {
      ports: [scene.port()],
      annotations: { workload: 'None' },
    });
    const exposedAt = async (addresses: readonly string[]) => {
      await web.exposedAt(addresses);
      await none.exposedAt(addresses);
    };
    await exposedAt(everyNode);

    await labelNode(api, 'n1', { [excludeLabel]: '' });
    await exposedAt(addressesOfNodes('n2', 'n3'));
    await labelNode(api, 'n1', { [excludeLabel]: null });
    await exposedAt(everyNode);

    await taintNode(api, 'n2', [autoscaler]);
    await exposedAt(addressesOfNodes('n1', 'n3'));
    await pool.reports(['n1', 'n3']);
    await taintNode(api, 'n2', []);
    await exposedAt(everyNode);
  },
};
