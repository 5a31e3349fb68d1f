import { strict as assert } from 'node:assert';

import { targets } from '../stage.ts';
import type { Case } from '../stage.ts';

export const reachable: Case = {
  title: 'TCP and UDP on one port are answered at every published address',
  name: 'reachable',
  async play(stage) {
    const port = stage.scene.port();
    const backends = await stage.backends();
    await stage.expose([port, `${port}/UDP`]);
    const nodes = await backends.nodes();
    for (const target of [...targets(port), ...targets(port, 'UDP')]) {
      const { backend } = await stage.lab.client.reaches(target);
      assert.ok(nodes.has(backend), `answered by ${backend}`);
    }
  },
};
