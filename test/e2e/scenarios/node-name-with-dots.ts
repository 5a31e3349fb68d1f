import { registerNode } from '../framework/nodes.ts';
import { proxiesRunOn } from '../framework/proxies.ts';
import type { Scenario } from '../framework/scenario.ts';

const node = { name: 'edge-1.example.org', addresses: ['192.168.0.20'], labels: { role: 'edge' } };

export const nodeNameWithDots: Scenario = {
  title: 'a node joins whose name has dots',
  name: 'dots',
  async play(scene) {
    const { api } = scene.cluster;
    const pool = await scene.createPool('edge.example.org', {
      nodeSelector: { matchLabels: { role: 'edge' } },
      addressTypes: ['InternalIP'],
    });
    scene.afterwards(async () => {
      await api.core.deleteNode({ name: node.name });
    });
    await registerNode(api, node);
    const annotations = { pool: 'edge.example.org' };
    const web = await scene.createService('web', { ports: [scene.port()], annotations });
    await web.exposedAt(node.addresses);
    await pool.reports([node.name]);
    await pool.patch({ addressTypes: ['Hostname'] });
    await web.exposedAt([node.name]);

    // Nobody would end the pods of a node that is gone, so they go before it.
    scene.afterwards(async () => {
      await web.delete();
      await web.workloadGone();
      await proxiesRunOn(api, web, []);
    });
  },
};
