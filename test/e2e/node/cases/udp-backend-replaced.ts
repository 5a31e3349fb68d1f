import { strict as assert } from 'node:assert';

import { targets } from '../stage.ts';
import type { Case } from '../stage.ts';
import { outageOf } from '../traffic/steady.ts';

export const udpBackendReplaced: Case = {
  title: 'a UDP flow goes on when its backend is replaced',
  name: 'udp-replaced',
  async play(stage) {
    const port = stage.scene.port();
    const backends = await stage.backends({ replicas: 1 });
    await stage.expose([`${port}/UDP`]);
    await stage.reachable(port, 'UDP');

    const called = targets(port, 'UDP');
    let name = '';
    const tallies = await stage.whileCalling(called, { every: 50, oneSocket: true }, async () => {
      await backends.roll();
      // Datagrams to a backend that is gone are lost; the flow has to find the other one.
      [name = ''] = (await backends.nodes()).keys();
      for (const target of called) assert.equal((await stage.lab.client.reaches(target)).backend, name);
    });
    for (const tally of tallies) {
      assert.ok((tally.backends[name] ?? 0) > 0, 'the flow never reached the new backend');
      assert.ok(outageOf(tally) < 3000, `no answers for ${outageOf(tally)} ms`);
    }
  },
};
