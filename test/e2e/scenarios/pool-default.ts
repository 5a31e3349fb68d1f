import { strict as assert } from 'node:assert';

import { everyNode } from '../framework/nodes.ts';
import { proxyUids } from '../framework/proxies.ts';
import type { Scenario } from '../framework/scenario.ts';
import { assertNeverWithout } from '../framework/statuses.ts';

export const poolDefault: Scenario = {
  title: 'the pool default is made, deleted and made again while Services run: nothing goes',
  name: 'pool-default',
  async play(scene) {
    const { api } = scene.cluster;
    const web = await scene.createService('web', { ports: [scene.port()] });
    await web.exposedAt(everyNode);

    const statuses = await web.recordStatuses();
    const pool = await scene.createPool('default');
    await pool.reports(['n1', 'n2', 'n3']);
    await scene.engineCaughtUp();
    await web.available();
    await web.exposedAt(everyNode);
    const proxies = await proxyUids(api, web);

    await pool.delete();
    assert.match(
      await web.troubled('PoolNotFound', everyNode),
      /LoadBalancerPool default does not exist any more/,
    );
    const later = await scene.createService('later', { ports: [scene.port()] });
    await later.exposedAt(everyNode);

    await pool.apply();
    await web.exposedAt(everyNode);
    assert.deepEqual(await proxyUids(api, web), proxies);
    await later.available();
    await later.exposedAt(everyNode);
    assertNeverWithout(await statuses.end(), everyNode);
  },
};
