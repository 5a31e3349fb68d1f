import { strict as assert } from 'node:assert';

import { addressesOfNodes } from '../framework/nodes.ts';
import { proxiesRunOn } from '../framework/proxies.ts';
import type { Scenario } from '../framework/scenario.ts';
import { assertNeverWithout } from '../framework/statuses.ts';

/** The Service has no annotation, and no workload that could remember the pool: only its status tells what it was. */
export const noneDefaultDeleted: Scenario = {
  title: 'the pool default gives workload None and is deleted: what is published stays, and no proxies start',
  name: 'none-default-gone',
  async play(scene) {
    const spec = {
      workload: 'None',
      nodeSelector: {
        matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'NotIn', values: ['n3'] }],
      },
    };
    const pool = await scene.createPool('default', spec);
    const web = await scene.createService('web', { ports: [scene.port()] });
    const addresses = addressesOfNodes('n1', 'n2');
    await web.exposedAt(addresses);
    const statuses = await web.recordStatuses();

    await pool.delete();
    await web.troubled('PoolNotFound', addresses);
    await proxiesRunOn(scene.cluster.api, web, []);
    assert.deepEqual(await web.workloads(), []);

    await pool.apply(spec);
    await web.exposedAt(addresses);
    assertNeverWithout(await statuses.end(), addresses);
  },
};
