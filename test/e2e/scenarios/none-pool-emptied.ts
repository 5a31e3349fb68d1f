import { strict as assert } from 'node:assert';

import { everyNode } from '../../framework/cluster/nodes.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';

const graceSeconds = 5;
const nowhere = { nodeSelector: { matchLabels: { role: 'nowhere' } } };

export const strategy = 'server-side-apply';
export const title =
  'workload None and its pool selects no node any more: what is published stays for the grace, then goes';

export async function run(namespace: TestNamespace): Promise<void> {
  const { hook } = namespace.cluster;
  namespace.afterwards(() => hook.restart());
  await hook.restart({ RETENTION_SECONDS: String(graceSeconds) });
  const pool = await namespace.createPool('default', { workload: 'None' });
  const web = await namespace.createService('web');
  await web.exposedAt(everyNode);

  await pool.patch(nowhere);
  assert.match(await web.reportsProblem('NoNodeMatches', everyNode), /default has no nodes/);
  const told = performance.now();
  await web.reportsProblem('NoNodeMatches');
  const stayed = (performance.now() - told) / 1000;
  // The grace counts from a time that is stored in whole seconds.
  assert.ok(stayed > graceSeconds - 2, `the addresses went after ${stayed.toFixed(1)} s`);
  assert.ok(stayed < graceSeconds + 3, `the addresses stayed for ${stayed.toFixed(1)} s`);

  await pool.patch({ nodeSelector: { matchLabels: null } });
  await web.exposedAt(everyNode);
}
