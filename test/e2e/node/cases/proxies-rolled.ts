import { strict as assert } from 'node:assert';

import { assertNeverWithout } from '../../framework/statuses.ts';
import { everyAddress } from '../lab/real-node.ts';
import { backendPort, targets } from '../stage.ts';
import type { Case, Stage } from '../stage.ts';
import { outageOf } from '../traffic/steady.ts';
import type { Tally } from '../traffic/steady.ts';

/** At every moment one of the addresses answered. */
function assertApart(tallies: readonly Tally[]): void {
  const [first, second] = tallies
    .filter(({ failed }) => failed > 0)
    .sort((a, b) => a.firstFailure - b.firstFailure);
  if (first === undefined || second === undefined) return;
  const overlap = first.lastFailure - second.firstFailure;
  assert.ok(overlap < 0, `for ${overlap} ms no address answered`);
}

/** Calls every address steadily meanwhile; how many calls failed. */
async function whileCalling(stage: Stage, port: number, roll: () => Promise<void>): Promise<number> {
  let udp: Tally[] = [];
  const tcp = await stage.whileCalling(targets(port), { every: 10 }, async () => {
    udp = await stage.whileCalling(targets(port, 'UDP'), { every: 50, oneSocket: true }, roll);
  });
  for (const tallies of [tcp, udp]) {
    for (const tally of tallies) assert.ok(outageOf(tally) < 10_000, `no answers for ${outageOf(tally)} ms`);
    assertApart(tallies);
  }
  return [...tcp, ...udp].reduce((sum, { failed }) => sum + failed, 0);
}

export const proxiesRolled: Case = {
  title:
    'proxies are rolled by another image, by another port: no status lacks an address, one node at a time is away',
  name: 'proxies-rolled',
  async play(stage) {
    const { hook } = stage.lab;
    const [port, more] = [stage.scene.port(), stage.scene.port()];
    await stage.backends();
    const web = await stage.expose([port, `${port}/UDP`]);
    await stage.reachable(port);
    await stage.reachable(port, 'UDP');
    const statuses = await web.recordStatuses();
    const ports = [`${port}/TCP`, `${port}/UDP`];

    stage.scene.afterwards(() => hook.restart());
    const byImage = await whileCalling(stage, port, async () => {
      await hook.restart({ PROXY_IMAGE: 'akrobateo-proxy:next' });
      // The engine asks a restarted hook only when something happens to the Service.
      await web.patch({ metadata: { labels: { touched: 'yes' } } });
      await web.rolledOut(ports, 'akrobateo-proxy:next');
      await web.exposedAt(everyAddress);
    });
    // While a port is new on a node, the addresses are published as Proxy, so a node is away for a moment.
    await whileCalling(stage, port, async () => {
      await web.patch({ spec: { ports: [port, `${port}/UDP`, more].map(backendPort) } });
      await web.rolledOut([...ports, `${more}/TCP`].sort());
      await web.exposedAt(everyAddress);
    });
    await stage.reachable(more);
    assertNeverWithout(await statuses.end(), everyAddress);
    if (stage.ipMode === 'VIP') assert.equal(byImage, 0);
  },
};
