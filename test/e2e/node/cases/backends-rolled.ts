import { strict as assert } from 'node:assert';

import { assertNeverWithout } from '../../../framework/cluster/statuses.ts';
import { everyAddress } from '../cluster/real-node.ts';
import { targets } from '../real-namespace.ts';
import type { RealNamespace } from '../real-namespace.ts';

export const title =
  'backends are replaced, externalTrafficPolicy Cluster and Local: not one connection fails';

export async function run(namespace: RealNamespace): Promise<void> {
  const backends = await namespace.backends({ replicas: 4 });
  for (const externalTrafficPolicy of ['Cluster', 'Local']) {
    const port = namespace.port();
    const web = await namespace.expose([port], { externalTrafficPolicy });
    await namespace.reachable(port);

    const statuses = await web.recordStatuses();
    const tallies = await namespace.whileCalling(targets(port), { every: 10 }, () => backends.roll());
    assert.deepEqual(
      tallies.map(({ failed }) => failed),
      [0, 0],
      externalTrafficPolicy,
    );
    const nodes = await backends.nodes();
    for (const { backends: answered } of tallies)
      assert.ok(
        Object.keys(answered).some((name) => nodes.has(name)),
        'no new backend answered',
      );
    assertNeverWithout(await statuses.end(), everyAddress);
    await web.delete();
  }
}
