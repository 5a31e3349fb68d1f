import { strict as assert } from 'node:assert';

import { addressesOfNodes } from '../../framework/cluster/nodes.ts';
import { proxiesRunOn } from '../../framework/cluster/proxies.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { assertNeverWithout } from '../../framework/cluster/statuses.ts';

export const strategy = 'dynamic-apply';
export const title =
  'the pool default gives workload None and is deleted: what is published stays, and no proxies start';

export async function run(namespace: TestNamespace): Promise<void> {
  const spec = {
    workload: 'None',
    nodeSelector: {
      matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'NotIn', values: ['n3'] }],
    },
  };
  const pool = await namespace.createPool('default', spec);
  const web = await namespace.createService('web');
  const addresses = addressesOfNodes('n1', 'n2');
  await web.exposedAt(addresses);
  const statuses = await web.recordStatuses();

  await pool.delete();
  await web.reportsProblem('PoolNotFound', addresses);
  await proxiesRunOn(namespace.cluster.api, web, []);
  assert.deepEqual(await web.workloads(), []);

  await pool.apply(spec);
  await web.exposedAt(addresses);
  assertNeverWithout(await statuses.end(), addresses);
}
