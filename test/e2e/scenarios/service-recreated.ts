import { strict as assert } from 'node:assert';

import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { everyNode } from '../../framework/cluster/nodes.ts';

export const strategy = 'dynamic-apply';
export const title = 'a Service is deleted with its workload, and a new one of the same name gets its own';

export async function run(namespace: TestNamespace): Promise<void> {
  const port = namespace.port();
  const first = await namespace.createService('web', { ports: [port] });
  await first.exposedAt(everyNode);
  await first.delete();

  const second = await namespace.createService('web', { ports: [port] });
  await first.workloadGone();
  await second.exposedAt(everyNode);
  assert.notEqual(second.uid, first.uid);
}
