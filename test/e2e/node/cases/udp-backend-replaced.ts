import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';

import { targets } from '../real-namespace.ts';
import type { RealNamespace } from '../real-namespace.ts';
import { outageOf } from '../traffic/steady.ts';

export const title = 'a UDP flow continues when its backend is replaced';

export async function run(namespace: RealNamespace): Promise<void> {
  const port = namespace.port();
  const backends = await namespace.backends({ replicas: 1 });
  await namespace.expose([`${port}/UDP`]);
  await namespace.reachable(port, 'UDP');

  const called = targets(port, 'UDP');
  let name = '';
  const tallies = await namespace.whileCalling(called, { every: 50, oneSocket: true }, async () => {
    await backends.roll();
    // Datagrams to a deleted backend are lost. The flow must reach the other one.
    [name = ''] = (await backends.nodes()).keys();
    for (const target of called) assert.equal((await namespace.cluster.client.reaches(target)).backend, name);
    // A new flow reaches it earlier than one whose conntrack entry has to be removed first.
    await sleep(3000);
  });
  for (const tally of tallies) {
    assert.ok((tally.backends[name] ?? 0) > 0, 'the flow never reached the new backend');
    assert.ok(outageOf(tally) < 3000, `no answers for ${outageOf(tally)} ms`);
  }
}
