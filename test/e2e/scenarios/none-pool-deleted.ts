import { strict as assert } from 'node:assert';

import { everyNode } from '../framework/nodes.ts';
import type { Scenario } from '../framework/scenario.ts';
import { servicePort } from '../framework/service.ts';
import { assertNeverWithout } from '../framework/statuses.ts';

export const nonePoolDeleted: Scenario = {
  title: 'workload None and its pool is deleted: what is published stays, but no other port',
  name: 'none-pool-gone',
  async play(scene) {
    const pool = await scene.createPool('edge');
    const annotations = { pool: 'edge', workload: 'None' };
    const port = scene.port();
    const web = await scene.createService('web', { ports: [port], annotations });
    await web.exposedAt(everyNode);
    const statuses = await web.recordStatuses();

    await pool.delete();
    assert.match(
      await web.troubled('PoolNotFound', everyNode),
      /LoadBalancerPool edge does not exist any more/,
    );
    await scene.engineCaughtUp();
    await pool.apply();
    await web.exposedAt(everyNode);
    assertNeverWithout(await statuses.end(), everyNode);

    await pool.delete();
    await web.troubled('PoolNotFound', everyNode);
    await web.patch({ spec: { ports: [servicePort(scene.port())] } });
    await web.troubled('PoolNotFound');
  },
};
