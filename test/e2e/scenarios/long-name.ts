import { strict as assert } from 'node:assert';

import type { Scenario } from '../framework/scenario.ts';
import { everyNode } from '../framework/nodes.ts';

export const longName: Scenario = {
  title: 'two Services of 63 characters that differ in the last one',
  name: 'long-name',
  async play(scene) {
    const names = ['a', 'b'].map((end) => 'w'.repeat(62) + end);
    const services = await Promise.all(
      names.map((name) => scene.createService(name, { ports: [scene.port()] })),
    );
    for (const service of services) {
      await service.exposedAt(everyNode);
      const { object } = await service.workload();
      assert.ok((object.metadata?.name ?? '').length <= 63);
    }
  },
};
