import type { Scenario } from '../framework/scenario.ts';
import { everyNode } from '../framework/nodes.ts';

export const typeChanged: Scenario = {
  title: 'the type is changed to ClusterIP and back',
  name: 'type-changed',
  async play(scene) {
    const web = await scene.createService('web', { ports: [scene.port()] });
    await web.exposedAt(everyNode);

    await web.patch({ spec: { type: 'ClusterIP' } });
    await web.released();

    await web.patch({ spec: { type: 'LoadBalancer' } });
    await web.exposedAt(everyNode);
  },
};
