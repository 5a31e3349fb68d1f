import { strict as assert } from 'node:assert';

import { everyNode } from '../../framework/cluster/nodes.ts';
import { proxiesRunOn } from '../../framework/cluster/proxies.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { assertNeverWithout } from '../../framework/cluster/statuses.ts';

export const title =
  'a DaemonSet becomes None, and a DaemonSet again: every status on the way has all addresses';

export async function run(namespace: TestNamespace): Promise<void> {
  const { api } = namespace.cluster;
  const pool = await namespace.createPool('default');
  const web = await namespace.createService('web');
  const other = await namespace.createService('other');
  const services = [web, other];
  for (const service of services) await service.exposedAt(everyNode);
  const statuses = [await web.recordStatuses(), await other.recordStatuses()];

  await web.annotate({ workload: 'None' });
  await pool.patch({ workload: 'None' });
  for (const service of services) {
    await service.workloadGone();
    await proxiesRunOn(api, service, []);
    await service.exposedAt(everyNode);
  }

  await web.annotate({ workload: null });
  await pool.patch({ workload: 'DaemonSet' });
  for (const service of services) {
    await proxiesRunOn(api, service, ['n1', 'n2', 'n3']);
    await service.available();
    await service.exposedAt(everyNode);
    assert.equal((await service.workload()).kind, 'DaemonSet');
  }
  for (const record of statuses) assertNeverWithout(await record.end(), everyNode);
}
