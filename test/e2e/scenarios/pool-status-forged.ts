import { strict as assert } from 'node:assert';

import { eventually } from '../framework/eventually.ts';
import { everyNode } from '../framework/nodes.ts';
import type { Scenario } from '../framework/scenario.ts';

const forged = '203.0.113.66';

export const poolStatusForged: Scenario = {
  title: "a pool's status is edited by hand: it is written anew, and Services do not keep what was forged",
  name: 'pool-forged',
  async play(scene) {
    const pool = await scene.createPool('default');
    const status = await pool.reports(['n1', 'n2', 'n3']);
    const web = await scene.createService('web', { ports: [scene.port()] });
    const none = await scene.createService('none', {
      ports: [scene.port()],
      annotations: { workload: 'None' },
    });
    const healed = async () => {
      await eventually(async () => {
        assert.deepEqual(await pool.status(), status);
      });
      await scene.engineCaughtUp();
      for (const service of [web, none]) await service.exposedAt(everyNode);
    };
    await healed();

    const addresses = [{ type: 'InternalIP', address: forged }];
    const nodes = ['n1', 'elsewhere'].map((name) => ({ name, addresses, ready: true }));
    await pool.forge({ nodes, totalNodes: 2 });
    await healed();
  },
};
