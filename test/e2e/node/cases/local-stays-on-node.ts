import { strict as assert } from 'node:assert';

import { clientAddresses } from '../cluster/network.ts';
import { realNodes } from '../cluster/real-node.ts';
import { targets } from '../real-namespace.ts';
import type { RealNamespace } from '../real-namespace.ts';

const calls = 20;

export const title =
  'externalTrafficPolicy Local: with VIP calls stay on their node and backends see the client itself';

export async function run(namespace: RealNamespace): Promise<void> {
  const port = namespace.port();
  const backends = await namespace.backends();
  await namespace.expose([port], { externalTrafficPolicy: 'Local' });
  await namespace.reachable(port);

  const nodes = await backends.nodes();
  let elsewhere = 0;
  for (const target of targets(port)) {
    const home = realNodes.find(({ address }) => address === target.address)?.name;
    for (let call = 0; call < calls; call += 1) {
      const { backend, caller } = await namespace.cluster.client.call(target);
      if (nodes.get(backend) !== home) elsewhere += 1;
      assert.equal(caller === clientAddresses[0], namespace.ipMode === 'VIP', `the backend saw ${caller}`);
    }
  }
  console.log(`        ${elsewhere} of ${calls * realNodes.length} calls were answered on another node`);
  // A proxy has to masquerade, and kube-proxy sends what comes from a pod to the endpoints of all nodes.
  if (namespace.ipMode === 'VIP') assert.equal(elsewhere, 0);
}
