import { strict as assert } from 'node:assert';

import { realNodes } from '../cluster/real-node.ts';
import { proxyOn } from '../proxies.ts';
import type { RealNamespace } from '../real-namespace.ts';

export const title =
  'TCP and UDP on one port are answered at every published address, with Proxy by way of its proxy';

export async function run(namespace: RealNamespace): Promise<void> {
  const { client } = namespace.cluster;
  const port = namespace.port();
  const backends = await namespace.backends();
  const web = await namespace.expose([port, `${port}/UDP`]);
  const nodes = await backends.nodes();
  for (const protocol of ['TCP', 'UDP'] as const) {
    await namespace.reachable(port, protocol);
    for (const { name, address } of realNodes) {
      const { backend, caller } = await client.reaches({ protocol, address, port });
      assert.ok(nodes.has(backend), `answered by ${backend}`);
      const { status } = await proxyOn(web, name);
      assert.equal(caller === status?.podIP, namespace.ipMode === 'Proxy', `the backend saw ${caller}`);
    }
  }
}
