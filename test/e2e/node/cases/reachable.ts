import { strict as assert } from 'node:assert';

import { assertSteady } from '../../../framework/cluster/steady.ts';
import { addCase, targets } from '../real-namespace.ts';
import { realNodes } from '../real-node.ts';
import { assertNoFailures, call, reaches, whileCalling } from '../traffic.ts';

addCase(
  'reachable',
  'TCP and UDP on one port are answered at every published address, with Proxy by way of its proxy',
  async (namespace) => {
    const port = namespace.port();
    const backends = await namespace.backends();
    const web = await namespace.expose([port, `${port}/UDP`]);
    const nodes = await backends.nodes();
    for (const protocol of ['TCP', 'UDP'] as const) {
      await namespace.reachable(port, protocol);
      for (const { name, address } of realNodes) {
        const { backend, caller } = await reaches({ protocol, address, port });
        assert.ok(nodes.has(backend), `answered by ${backend}`);
        const { status } = await namespace.proxyOn(web, name);
        assert.equal(caller === status?.podIP, namespace.ipMode === 'Proxy', `the backend saw ${caller}`);
      }
    }
  },
);

addCase(
  'client-ip-affinity',
  'sessionAffinity ClientIP: at one address the same pod answers a client every time',
  async (namespace) => {
    const { port } = await namespace.exposeOne({ sessionAffinity: 'ClientIP' });

    for (const target of targets(port)) {
      const answered = new Set<string>();
      for (let made = 0; made < 20; made += 1) answered.add((await call(target)).backend);
      assert.equal(answered.size, 1, `answers of ${[...answered].join(', ')} at ${target.address}`);
    }
  },
);

addCase(
  'steady',
  'in a steady state nothing is written for 20 seconds, while calls are answered',
  async (namespace) => {
    const { port } = await namespace.exposeOne();
    const { plane, api, installation } = namespace.cluster;
    const isSteady = () => assertSteady({ plane, api, engine: installation }, 20);
    assertNoFailures(await whileCalling(targets(port), isSteady));
  },
);
