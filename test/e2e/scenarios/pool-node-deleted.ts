import { everyNode, registerNode } from '../framework/nodes.ts';
import type { Scenario } from '../framework/scenario.ts';

const node = { name: 'n4', addresses: ['192.168.0.20'] };

export const poolNodeDeleted: Scenario = {
  title: 'a node of a pool is deleted: its address goes at once, not when Kubernetes has missed its pods',
  name: 'pool-node-deleted',
  async play(scene) {
    const { api } = scene.cluster;
    const pool = await scene.createPool('default');
    await registerNode(api, node);
    const web = await scene.createService('web', { ports: [scene.port()] });
    const annotations = { workload: 'None' };
    const none = await scene.createService('none', { ports: [scene.port()], annotations });
    for (const service of [web, none]) await service.exposedAt([...everyNode, ...node.addresses]);

    await api.core.deleteNode({ name: node.name });
    for (const service of [web, none]) await service.publishes(everyNode, 5000);
    await pool.reports(['n1', 'n2', 'n3']);
    await none.exposedAt(everyNode);
    // The pod that is left on the node is missed later, in the quiet window of somebody.
    await web.delete();
  },
};
