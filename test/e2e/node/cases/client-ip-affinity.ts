import { strict as assert } from 'node:assert';

import { targets } from '../stage.ts';
import type { Case } from '../stage.ts';

export const clientIpAffinity: Case = {
  title: 'sessionAffinity ClientIP: at one address a client always meets the same pod',
  name: 'affinity',
  async play(stage) {
    const port = stage.scene.port();
    await stage.backends();
    await stage.expose([port], { sessionAffinity: 'ClientIP' });
    await stage.reachable(port);

    for (const target of targets(port)) {
      const met = new Set<string>();
      for (let call = 0; call < 20; call += 1) met.add((await stage.lab.client.call(target)).backend);
      assert.equal(met.size, 1, `met ${[...met].join(', ')} at ${target.address}`);
    }
  },
};
