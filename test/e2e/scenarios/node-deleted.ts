import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { addressOf, ensureNode, everyNode } from '../../framework/cluster/nodes.ts';

export const strategy = 'server-side-apply';
export const title = 'a node is deleted: its address goes, and comes back with the node';

export async function run(namespace: TestNamespace): Promise<void> {
  const { api } = namespace.cluster;
  const web = await namespace.createService('web');
  await web.exposedAt(everyNode);

  namespace.afterwards(() => ensureNode(api, 'n2'));
  await api.core.deleteNode({ name: 'n2' });
  // Nobody tells of its pods until Kubernetes' own garbage collector has missed the node for 40 seconds.
  await web.exposedAt(
    everyNode.filter((address) => address !== addressOf('n2')),
    100_000,
  );

  await ensureNode(api, 'n2');
  await web.exposedAt(everyNode);
}
