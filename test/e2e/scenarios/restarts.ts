import { strict as assert } from 'node:assert';

import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { everyNode } from '../../framework/cluster/nodes.ts';
import { identityOf } from '../../framework/cluster/workload.ts';

export const title = 'hook and engine are restarted: nothing changes';

export async function run(namespace: TestNamespace): Promise<void> {
  const { hook, engine } = namespace.cluster;
  const web = await namespace.createService('web');
  const small = await namespace.createService('small', { annotations: { workload: 'Deployment' } });
  await web.exposedAt(everyNode);
  await small.exposedByDeployment(1);
  const look = async () => ({
    workloads: [identityOf(await web.workload()), identityOf(await small.workload())],
    statuses: [(await web.read()).status, (await small.read()).status],
  });
  const before = await look();

  await hook.restart();
  await namespace.engineCaughtUp();
  assert.deepEqual(await look(), before);

  await engine.stop();
  await engine.start();
  await namespace.engineCaughtUp();
  assert.deepEqual(await look(), before);
}
