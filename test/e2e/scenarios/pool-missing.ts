import { strict as assert } from 'node:assert';

import { addressesOfNodes } from '../../framework/cluster/nodes.ts';
import { labelNode } from '../../framework/cluster/node-changes.ts';
import { proxyUids } from '../../framework/cluster/proxies.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { assertNeverWithout } from '../../framework/cluster/statuses.ts';

const spec = { nodeSelector: { matchLabels: { role: 'edge' } } };

export const strategy = 'dynamic-apply';
export const title =
  'a pool is deleted, misspelt, emptied: proxies and addresses stay, the reason is reported, and it recovers';

export async function run(namespace: TestNamespace): Promise<void> {
  const { api } = namespace.cluster;
  await namespace.restoreNodesAfterwards('n1', 'n2');
  for (const name of ['n1', 'n2']) await labelNode(api, name, { role: 'edge' });
  const pool = await namespace.createPool('edge', spec);
  const annotations = { pool: 'edge' };
  const web = await namespace.createService('web', { annotations });
  const addresses = addressesOfNodes('n1', 'n2');
  await web.exposedAt(addresses);
  const proxies = await proxyUids(api, web);
  const statuses = await web.recordStatuses();

  await pool.delete();
  assert.match(
    await web.reportsProblem('PoolNotFound', addresses),
    /LoadBalancerPool edge does not exist any more/,
  );
  await namespace.engineCaughtUp();
  assert.deepEqual(await proxyUids(api, web), proxies);
  await pool.apply(spec);
  await web.exposedAt(addresses);

  await web.annotate({ pool: 'egde' });
  assert.match(await web.reportsProblem('PoolNotFound', addresses), /LoadBalancerPool egde does not exist/);
  await web.annotate({ pool: 'edge' });
  await web.exposedAt(addresses);

  await pool.patch({ nodeSelector: { matchLabels: { role: 'egde' } } });
  assert.match(
    await web.reportsProblem('NoNodeMatches', addresses),
    /edge has no nodes \(no node matches spec.nodeSelector\)/,
  );
  await pool.hasReason('NoNodeMatches');
  const later = await namespace.createService('later', { annotations });
  await later.reportsProblem('NoNodeMatches');
  await pool.patch(spec);
  await web.exposedAt(addresses);
  await later.exposedAt(addresses);

  assert.deepEqual(await proxyUids(api, web), proxies);
  assertNeverWithout(await statuses.end(), addresses);
}
