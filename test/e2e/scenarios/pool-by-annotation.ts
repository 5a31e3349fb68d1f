import { strict as assert } from 'node:assert';

import { labelNode, taintNode } from '../../framework/cluster/node-changes.ts';
import { addressesOfNodes } from '../../framework/cluster/nodes.ts';
import { proxiesRunOn } from '../../framework/cluster/proxies.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';

const taint = { key: 'role', value: 'edge', effect: 'NoSchedule' };

export const title =
  'a pool named by annotation: proxies on its nodes only, a tainted one too; nodes join and leave';

export async function run(namespace: TestNamespace): Promise<void> {
  const { api } = namespace.cluster;
  await namespace.restoreNodesAfterwards('n1', 'n2', 'n3');
  for (const name of ['n1', 'n2']) await labelNode(api, name, { role: 'edge' });
  await taintNode(api, 'n2', [taint]);
  const pool = await namespace.createPool('edge', {
    nodeSelector: { matchLabels: { role: 'edge' } },
    tolerations: [taint],
  });
  const annotations = { pool: 'edge' };
  const web = await namespace.createService('web', { annotations });
  await web.exposedAt(addressesOfNodes('n1', 'n2'));
  await proxiesRunOn(api, web, ['n1', 'n2']);
  assert.equal(await pool.hasReason('Ready'), '2 of 2 nodes are ready');

  await labelNode(api, 'n3', { role: 'edge' });
  await web.exposedAt(addressesOfNodes('n1', 'n2', 'n3'));
  await labelNode(api, 'n1', { role: null });
  await web.exposedAt(addressesOfNodes('n2', 'n3'));
  await proxiesRunOn(api, web, ['n2', 'n3']);
  await pool.reports(['n2', 'n3']);
}
