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
    // That the proxy there is not ready is told too, once it is too old to be just starting.
    await web.publishes(everyNode.filter((address) => address !== addressOf('n1')));

    await setKubelet(api, 'n1', true);
    await web.exposedAt(everyNode);
  },
};
