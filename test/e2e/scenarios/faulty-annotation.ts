import { strict as assert } from 'node:assert';

import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { everyNode } from '../../framework/cluster/nodes.ts';
import { assertNeverWithout } from '../../framework/cluster/statuses.ts';
import { identityOf } from '../../framework/cluster/workload.ts';

export const title =
  'an annotation becomes faulty: nothing is lost, the reason is reported, and a correction recovers it';

export async function run(namespace: TestNamespace): Promise<void> {
  const web = await namespace.createService('web', {
    annotations: { tolerations: 'dedicated=edge:NoSchedule' },
  });
  await web.exposedAt(everyNode);
  const before = identityOf(await web.workload());

  const statuses = await web.recordStatuses();
  await web.annotate({ workload: 'Deamonset' });
  assert.match(await web.reportsProblem('InvalidAnnotation', everyNode), /workload.*Deamonset/);
  assert.equal(identityOf(await web.workload()), before);

  await web.annotate({ workload: null });
  await web.exposedAt(everyNode);
  assert.equal(identityOf(await web.workload()), before);
  assertNeverWithout(await statuses.end(), everyNode);
}
