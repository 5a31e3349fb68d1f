import type { Scenario } from '../framework/scenario.ts';
import { everyNode } from '../framework/nodes.ts';

export const optOut: Scenario = {
  title: 'a Service opts out, and back in',
  name: 'opt-out',
  async play(scene) {
    const web = await scene.createService('web', { ports: [scene.port()] });
    await web.exposedAt(everyNode);

    await web.annotate({ enabled: 'false' });
    await web.released();

    await web.annotate({ enabled: null });
    await web.exposedAt(everyNode);
  },
};
