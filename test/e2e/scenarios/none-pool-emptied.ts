import { strict as assert } from 'node:assert';

import { everyNode } from '../../framework/cluster/nodes.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';

const retentionSeconds = 8;
const nowhere = { nodeSelector: { matchLabels: { role: 'nowhere' } } };

export const strategy = 'server-side-apply';
export const title =
  'workload None and its pool selects no node any more: the addresses are retained for some seconds, then removed';

export async function run(namespace: TestNamespace): Promise<void> {
  const { hook } = namespace.cluster;
  namespace.afterwards(() => hook.restart());
  await hook.restart({ RETENTION_SECONDS: String(retentionSeconds) });
  const pool = await namespace.createPool('default', { workload: 'None' });
  const web = await namespace.createService('web');
  await web.exposedAt(everyNode);

  const start = performance.now();
  await pool.patch(nowhere);
  assert.match(await web.reportsProblem('NoNodeMatches', everyNode), /default has no nodes/);
  await web.reportsProblem('NoNodeMatches');
  const retained = (performance.now() - start) / 1000;
  // The retention starts at a time that is stored in whole seconds.
  assert.ok(retained > retentionSeconds - 1, `the addresses were removed after ${retained.toFixed(1)} s`);

  await pool.patch({ nodeSelector: { matchLabels: null } });
  await web.exposedAt(everyNode);
}
