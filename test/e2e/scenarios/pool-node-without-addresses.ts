import { setAddresses } from '../../framework/cluster/node-changes.ts';
import { addressesOfNodes, everyNode } from '../../framework/cluster/nodes.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';

export const strategy = 'dynamic-apply';
export const title = 'a node of a pool has no addresses: the others are published; alone it is a problem';

export async function run(namespace: TestNamespace): Promise<void> {
  const { api } = namespace.cluster;
  await namespace.restoreNodesAfterwards('n2');
  await namespace.createPool('default');
  const lonely = { nodeSelector: { matchLabels: { 'kubernetes.io/hostname': 'n2' } } };
  await namespace.createPool('lonely', lonely);
  const web = await namespace.createService('web');
  const annotations = { pool: 'lonely' };
  const small = await namespace.createService('small', { annotations });
  await web.exposedAt(everyNode);
  await small.exposedAt(addressesOfNodes('n2'));

  await setAddresses(api, 'n2', []);
  await web.exposedAt(addressesOfNodes('n1', 'n3'));
  await small.reportsProblem('NoReadyNode');
  const none = await namespace.createService('none', { annotations: { workload: 'None' } });
  await none.exposedAt(addressesOfNodes('n1', 'n3'));
}
