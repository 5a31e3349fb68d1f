import { strict as assert } from 'node:assert';

import { addressesOfNodes, everyNode, setKubelet } from '../../framework/cluster/nodes.ts';
import { labelNode } from '../../framework/cluster/node-changes.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';

export const strategy = 'server-side-apply';
export const title =
  'a pool is deleted, then its nodes become not ready one by one: their addresses are removed';

export async function run(namespace: TestNamespace): Promise<void> {
  const { api } = namespace.cluster;
  await namespace.restoreNodesAfterwards('n1', 'n2');
  for (const name of ['n1', 'n2']) await labelNode(api, name, { role: 'edge' });
  const spec = { nodeSelector: { matchLabels: { role: 'edge' } } };
  const pool = await namespace.createPool('edge', spec);
  const annotations = { pool: 'edge' };
  const web = await namespace.createService('web', { annotations });
  await web.exposedAt(addressesOfNodes('n1', 'n2'));
  const bystander = await namespace.createService('bystander');
  await bystander.exposedAt(everyNode);

  await pool.delete();
  await web.reportsProblem('PoolNotFound', addressesOfNodes('n1', 'n2'));
  await setKubelet(api, 'n1', false);
  await bystander.publishes(addressesOfNodes('n2', 'n3'));
  await setKubelet(api, 'n2', false);
  assert.match(
    await web.reportsProblem('PoolNotFound'),
    /LoadBalancerPool edge does not exist any more; .*not exposed$/,
  );

  for (const name of ['n1', 'n2']) await setKubelet(api, name, true);
  await bystander.exposedAt(everyNode);
  await pool.apply(spec);
  await web.exposedAt(addressesOfNodes('n1', 'n2'));
}
