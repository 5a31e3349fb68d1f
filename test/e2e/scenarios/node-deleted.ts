import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { addressOf, ensureNode, everyNode } from '../../framework/cluster/nodes.ts';

export const strategy = 'server-side-apply';
export const title = 'a node is deleted and joins again: so is its address';

export async function run(namespace: TestNamespace): Promise<void> {
  const { api } = namespace.cluster;
  const web = await namespace.createService('web');
  await web.exposedAt(everyNode);

  namespace.afterwards(() => ensureNode(api, 'n2'));
  await api.core.deleteNode({ name: 'n2' });
  // Kubernetes deletes the pods of a node that does not exist after 40 seconds. Nothing is reported before.
  await web.exposedAt(
    everyNode.filter((address) => address !== addressOf('n2')),
    100_000,
  );

  await ensureNode(api, 'n2');
  await web.exposedAt(everyNode);
}
