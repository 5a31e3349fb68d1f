import { strict as assert } from 'node:assert';

import type { Scenario } from '../framework/scenario.ts';
import { everyNode } from '../framework/nodes.ts';

export const serviceRecreated: Scenario = {
  title: 'a Service is deleted, its workload goes; a new one of the same name gets its own',
  name: 'recreated',
  async play(scene) {
    const port = scene.port();
    const first = await scene.createService('web', { ports: [port] });
    await first.exposedAt(everyNode);
    await first.delete();

    const second = await scene.createService('web', { ports: [port] });
    await first.workloadGone();
    await second.exposedAt(everyNode);
    assert.notEqual(second.uid, first.uid);
  },
};
