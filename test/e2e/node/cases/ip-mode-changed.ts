import { strict as assert } from 'node:assert';

import { targets } from '../stage.ts';
import type { Case } from '../stage.ts';

export const ipModeChanged: Case = {
  title: 'the ip-mode is changed to the other one and back: not one connection fails',
  name: 'ip-mode',
  async play(stage) {
    const port = stage.scene.port();
    await stage.backends();
    const web = await stage.expose([port]);
    await stage.reachable(port);

    const tallies = await stage.whileCalling(targets(port), { every: 10 }, async () => {
      for (const mode of stage.ipMode === 'VIP' ? ['Proxy', 'VIP'] : ['VIP', 'Proxy']) {
        await web.annotate({ 'ip-mode': mode });
        for (const node of stage.lab.nodes) {
          for (const target of targets(port)) await node.translates(target, mode === 'VIP');
        }
      }
    });
    assert.deepEqual(
      tallies.map(({ failed }) => failed),
      [0, 0],
    );
  },
};
