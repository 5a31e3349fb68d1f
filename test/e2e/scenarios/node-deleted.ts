import type { Scenario } from '../framework/scenario.ts';
import { addressOf, ensureNode, everyNode } from '../framework/nodes.ts';

export const nodeDeleted: Scenario = {
  title: 'a node is deleted: its address goes, and comes back with the node',
  name: 'node-deleted',
  async play(scene) {
    const { api } = scene.cluster;
    const web = await scene.createService('web', { ports: [scene.port()] });
    await web.exposedAt(everyNode);

    scene.afterwards(() => ensureNode(api, 'n2'));
    await api.core.deleteNode({ name: 'n2' });
    // Nobody tells of its pods until Kubernetes' own garbage collector has missed the node for 40 seconds.
    await web.exposedAt(
      everyNode.filter((address) => address !== addressOf('n2')),
      100_000,
    );

    await ensureNode(api, 'n2');
    await web.exposedAt(everyNode);
  },
};
