import { setAddresses } from '../framework/node-changes.ts';
import { addressesOfNodes, everyNode } from '../framework/nodes.ts';
import type { Scenario } from '../framework/scenario.ts';

export const poolNodeWithoutAddresses: Scenario = {
  title: 'a node of a pool has no addresses: the others are published; alone it is a problem',
  name: 'pool-no-address',
  async play(scene) {
    const { api } = scene.cluster;
    await scene.borrowNodes('n2');
    await scene.createPool('default');
    const lonely = { nodeSelector: { matchLabels: { 'kubernetes.io/hostname': 'n2' } } };
    await scene.createPool('lonely', lonely);
    const web = await scene.createService('web', { ports: [scene.port()] });
    const annotations = { pool: 'lonely' };
    const small = await scene.createService('small', { ports: [scene.port()], annotations });
    await web.exposedAt(everyNode);
    await small.exposedAt(addressesOfNodes('n2'));

    await setAddresses(api, 'n2', []);
    await web.exposedAt(addressesOfNodes('n1', 'n3'));
    await small.troubled('NoReadyNode');
    const none = await scene.createService('none', {
      ports: [scene.port()],
      annotations: { workload: 'None' },
    });
    await none.exposedAt(addressesOfNodes('n1', 'n3'));
  },
};
