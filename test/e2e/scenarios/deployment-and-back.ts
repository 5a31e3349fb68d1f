import { strict as assert } from 'node:assert';

import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { everyNode } from '../../framework/cluster/nodes.ts';

export const title =
  'a Deployment instead of the DaemonSet, two replicas of it, and back: no status on the way is empty';

export async function run(namespace: TestNamespace): Promise<void> {
  const web = await namespace.createService('web');
  await web.exposedAt(everyNode);

  const statuses = await web.recordStatuses();
  await web.annotate({ workload: 'Deployment' });
  await web.exposedByDeployment(1);
  await web.annotate({ replicas: '2' });
  await web.exposedByDeployment(2);

  await web.annotate({ workload: null, replicas: null });
  await web.exposedAt(everyNode);
  assert.equal((await web.workload()).kind, 'DaemonSet');
  const empty = (await statuses.end()).filter((addresses) => addresses.length === 0);
  assert.deepEqual(empty, [], 'a status on the way was empty');
}
