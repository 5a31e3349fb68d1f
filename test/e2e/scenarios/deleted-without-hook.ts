import type { Scenario } from '../framework/scenario.ts';
import { everyNode } from '../framework/nodes.ts';

export const deletedWithoutHook: Scenario = {
  title: 'a Service is deleted while the hook is down: nothing hangs',
  name: 'hook-down',
  async play(scene) {
    const { hook } = scene.cluster;
    const web = await scene.createService('web', { ports: [scene.port()] });
    await web.exposedAt(everyNode);

    scene.afterwards(() => hook.restart());
    await hook.stop();
    await web.delete();
    await web.workloadGone();
    await hook.start();

    const next = await scene.createService('next', { ports: [scene.port()] });
    await next.exposedAt(everyNode);
  },
};
