import { everyNode, registerNode } from '../../framework/cluster/nodes.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';

const node = { name: 'n4', addresses: ['192.168.0.20'] };

export const strategy = 'server-side-apply';
export const title =
  'a node of a pool is deleted: its address is removed immediately, before Kubernetes deletes its pods';

export async function run(namespace: TestNamespace): Promise<void> {
  const { api } = namespace.cluster;
  const pool = await namespace.createPool('default');
  await registerNode(api, node);
  const web = await namespace.createService('web');
  const annotations = { workload: 'None' };
  const none = await namespace.createService('none', { annotations });
  for (const service of [web, none]) await service.exposedAt([...everyNode, ...node.addresses]);

  await api.core.deleteNode({ name: node.name });
  for (const service of [web, none]) await service.publishes(everyNode, 20_000);
  await pool.reports(['n1', 'n2', 'n3']);
  await none.exposedAt(everyNode);
  // Kubernetes deletes the pod of the node later, which would be a write in the steady state of another scenario.
  await web.delete();
}
