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
    // Once the proxy there is too old to be just starting, it is reported as not ready.
    await web.publishes(everyNode.filter((address) => address !== addressOf('n1')));

    await setKubelet(api, 'n1', true);
    await web.exposedAt(everyNode);
  },
};
