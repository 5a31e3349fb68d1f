import { strict as assert } from 'node:assert';

import { realNodes } from '../lab/real-node.ts';
import { proxyOn } from '../proxies.ts';
import type { Case } from '../stage.ts';

export const reachable: Case = {
  title: 'TCP and UDP on one port are answered at every published address, with Proxy by way of its proxy',
  name: 'reachable',
  async play(stage) {
    const { api, client } = stage.lab;
    const port = stage.scene.port();
    const backends = await stage.backends();
    const web = await stage.expose([port, `${port}/UDP`]);
    const nodes = await backends.nodes();
    for (const protocol of ['TCP', 'UDP'] as const) {
      await stage.reachable(port, protocol);
      for (const { name, address } of realNodes) {
        const { backend, caller } = await client.reaches({ protocol, address, port });
        assert.ok(nodes.has(backend), `answered by ${backend}`);
        const { status } = await proxyOn(api, web, name);
        assert.equal(caller === status?.podIP, stage.ipMode === 'Proxy', `the backend saw ${caller}`);
      }
    }
  },
};
