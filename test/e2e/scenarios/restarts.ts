import { strict as assert } from 'node:assert';

import type { Scenario } from '../framework/scenario.ts';
import { everyNode } from '../framework/nodes.ts';
import { identityOf } from '../framework/workload.ts';

export const restarts: Scenario = {
  title: 'hook and engine are restarted: nothing changes',
  name: 'restarts',
  async play(scene) {
    const { hook, engine } = scene.cluster;
    const web = await scene.createService('web', { ports: [scene.port()] });
    const small = await scene.createService('small', {
      ports: [scene.port()],
      annotations: { workload: 'Deployment' },
    });
    await web.exposedAt(everyNode);
    await small.exposedByDeployment(1);
    const look = async () => ({
      workloads: [identityOf(await web.workload()), identityOf(await small.workload())],
      statuses: [(await web.read()).status, (await small.read()).status],
    });
    const before = await look();

    await hook.restart();
    await scene.engineCaughtUp();
    assert.deepEqual(await look(), before);

    await engine.stop();
    await engine.start();
    await scene.engineCaughtUp();
    assert.deepEqual(await look(), before);
  },
};
