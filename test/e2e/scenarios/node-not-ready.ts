import type { Scenario } from '../framework/scenario.ts';
import { addressOf, everyNode, setKubelet } from '../framework/nodes.ts';

export const nodeNotReady: Scenario = {
  title: 'a node becomes NotReady: its address goes, and comes back when the node has recovered',
  name: 'node-not-ready',
  async play(scene) {
    const { api } = scene.cluster;
    const web = await scene.createService('web', { ports: [scene.port()] });
    await web.exposedAt(everyNode);

    scene.afterwards(() => setKubelet(api, 'n1', true));
    await setKubelet(api, 'n1', false);
    await web.exposedAt(everyNode.filter((address) => address !== addressOf('n1')));

    await setKubelet(api, 'n1', true);
    await web.exposedAt(everyNode);
  },
};
