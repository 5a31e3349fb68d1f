import { strict as assert } from 'node:assert';

import { assertQuiet } from '../../framework/quiet.ts';
import { targets } from '../stage.ts';
import type { Case } from '../stage.ts';

export const steady: Case = {
  title: 'once settled nobody writes for 20 seconds, while calls are answered',
  name: 'steady',
  async play(stage) {
    const port = stage.scene.port();
    await stage.backends();
    await stage.expose([port]);
    await stage.reachable(port);
    const tallies = await stage.whileCalling(targets(port), { every: 100 }, () => assertQuiet(stage.lab, 20));
    assert.deepEqual(
      tallies.map(({ failed }) => failed),
      [0, 0],
    );
  },
};
