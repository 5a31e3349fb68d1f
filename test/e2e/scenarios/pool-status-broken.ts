import { strict as assert } from 'node:assert';

import { eventually } from '../framework/eventually.ts';
import { everyNode } from '../framework/nodes.ts';
import type { Scenario } from '../framework/scenario.ts';

const addresses = [{ type: 'InternalIP', address: 'no address' }];

export const poolStatusBroken: Scenario = {
  title: "a pool's status is broken by hand: it is written anew, and no Service suffers",
  name: 'pool-broken',
  async play(scene) {
    const pool = await scene.createPool('default');
    const status = await pool.reports(['n1', 'n2', 'n3']);
    const web = await scene.createService('web', { ports: [scene.port()] });
    await web.exposedAt(everyNode);

    await pool.forge({
      nodes: [{ name: '', addresses, ready: true }],
      observedGeneration: 99,
      conditions: [],
    });
    await eventually(async () => {
      const { conditions, ...now } = await pool.status();
      // The condition is a new one, so it has another time.
      assert.deepEqual({ ...now, conditions: status.conditions }, status);
      assert.deepEqual(
        conditions?.map(({ reason }) => reason),
        ['Ready'],
      );
    });
    await scene.engineCaughtUp();
    await web.exposedAt(everyNode);
  },
};
