import { strict as assert } from 'node:assert';

import { targets } from '../real-namespace.ts';
import type { RealNamespace } from '../real-namespace.ts';

export const title = 'the ip-mode is changed to the other one and back: not one connection fails';

export async function run(namespace: RealNamespace): Promise<void> {
  const port = namespace.port();
  await namespace.backends();
  const web = await namespace.expose([port]);
  await namespace.reachable(port);

  const tallies = await namespace.whileCalling(targets(port), { every: 10 }, async () => {
    for (const mode of namespace.ipMode === 'VIP' ? ['Proxy', 'VIP'] : ['VIP', 'Proxy']) {
      await web.annotate({ 'ip-mode': mode });
      for (const node of namespace.cluster.nodes) {
        for (const target of targets(port)) await node.translates(target, mode === 'VIP');
      }
    }
  });
  assert.deepEqual(
    tallies.map(({ failed }) => failed),
    [0, 0],
  );
}
