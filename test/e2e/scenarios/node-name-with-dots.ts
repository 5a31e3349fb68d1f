import { registerNode } from '../../framework/cluster/nodes.ts';
import { proxiesRunOn } from '../../framework/cluster/proxies.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';

const node = { name: 'edge-1.example.org', addresses: ['192.168.0.20'], labels: { role: 'edge' } };

export const strategy = 'server-side-apply';
export const title = 'a node with dots in its name joins';

export async function run(namespace: TestNamespace): Promise<void> {
  const { api } = namespace.cluster;
  const pool = await namespace.createPool('edge.example.org', {
    nodeSelector: { matchLabels: { role: 'edge' } },
    addressTypes: ['InternalIP'],
  });
  namespace.afterwards(async () => {
    await api.core.deleteNode({ name: node.name });
  });
  await registerNode(api, node);
  const annotations = { pool: 'edge.example.org' };
  const web = await namespace.createService('web', { annotations });
  await web.exposedAt(node.addresses);
  await pool.reports([node.name]);
  await pool.patch({ addressTypes: ['Hostname'] });
  await web.exposedAt([node.name]);

  // The pods of a deleted node would not end, so they are deleted before it.
  namespace.afterwards(async () => {
    await web.delete();
    await web.workloadGone();
    await proxiesRunOn(api, web, []);
  });
}
