import { strict as assert } from 'node:assert';

import { assertSteady } from '../../../framework/cluster/steady.ts';
import { targets } from '../real-namespace.ts';
import type { RealNamespace } from '../real-namespace.ts';

export const title = 'in a steady state nothing is written for 20 seconds, while calls are answered';

export async function run(namespace: RealNamespace): Promise<void> {
  const port = namespace.port();
  await namespace.backends();
  await namespace.expose([port]);
  await namespace.reachable(port);
  const tallies = await namespace.whileCalling(targets(port), { every: 100 }, () =>
    assertSteady(namespace.cluster, 20),
  );
  assert.deepEqual(
    tallies.map(({ failed }) => failed),
    [0, 0],
  );
}
