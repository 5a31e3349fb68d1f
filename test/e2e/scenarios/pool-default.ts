import { strict as assert } from 'node:assert';

import { everyNode } from '../../framework/cluster/nodes.ts';
import { proxyUids } from '../../framework/cluster/proxies.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { assertNeverWithout } from '../../framework/cluster/statuses.ts';

export const title =
  'the pool default is created, deleted and created again while a Service is exposed: no address is lost';

export async function run(namespace: TestNamespace): Promise<void> {
  const { api } = namespace.cluster;
  const web = await namespace.createService('web');
  await web.exposedAt(everyNode);

  const statuses = await web.recordStatuses();
  const pool = await namespace.createPool('default');
  await pool.reports(['n1', 'n2', 'n3']);
  await namespace.engineCaughtUp();
  await web.available();
  await web.exposedAt(everyNode);
  const proxies = await proxyUids(api, web);

  await pool.delete();
  assert.match(
    await web.reportsProblem('PoolNotFound', everyNode),
    /LoadBalancerPool default does not exist any more/,
  );
  const later = await namespace.createService('later');
  await later.exposedAt(everyNode);

  await pool.apply();
  await web.exposedAt(everyNode);
  assert.deepEqual(await proxyUids(api, web), proxies);
  await later.available();
  await later.exposedAt(everyNode);
  assertNeverWithout(await statuses.end(), everyNode);
}
