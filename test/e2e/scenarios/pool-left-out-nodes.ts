import { excludeLabel, labelNode, taintNode } from '../../framework/cluster/node-changes.ts';
import { addressesOfNodes, everyNode } from '../../framework/cluster/nodes.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';

const autoscaler = { key: 'ToBeDeletedByClusterAutoscaler', value: '1700000000', effect: 'NoSchedule' };

export const strategy = 'dynamic-apply';
export const title =
  'a node is excluded from load balancers, another one will be removed: its address is removed until the node is back';

export async function run(namespace: TestNamespace): Promise<void> {
  const { api } = namespace.cluster;
  await namespace.restoreNodesAfterwards('n1', 'n2');
  const pool = await namespace.createPool('default');
  const web = await namespace.createService('web');
  const none = await namespace.createService('none', { annotations: { workload: 'None' } });
  const exposedAt = async (addresses: readonly string[]) => {
    await web.exposedAt(addresses);
    await none.exposedAt(addresses);
  };
  await exposedAt(everyNode);

  await labelNode(api, 'n1', { [excludeLabel]: '' });
  await exposedAt(addressesOfNodes('n2', 'n3'));
  await labelNode(api, 'n1', { [excludeLabel]: null });
  await exposedAt(everyNode);

  await taintNode(api, 'n2', [autoscaler]);
  await exposedAt(addressesOfNodes('n1', 'n3'));
  await pool.reports(['n1', 'n3']);
  await taintNode(api, 'n2', []);
  await exposedAt(everyNode);
}
