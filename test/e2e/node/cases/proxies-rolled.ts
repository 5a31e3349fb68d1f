import { strict as assert } from 'node:assert';

import { assertNeverWithout } from '../../../framework/cluster/statuses.ts';
import { everyAddress } from '../cluster/real-node.ts';
import { backendPort, targets } from '../real-namespace.ts';
import type { RealNamespace } from '../real-namespace.ts';
import { outageOf } from '../traffic/steady.ts';
import type { Tally } from '../traffic/steady.ts';

/** @throws {AssertionError} unless at every moment one of the addresses answered */
function assertApart(tallies: readonly Tally[]): void {
  const [first, second] = tallies
    .filter(({ failed }) => failed > 0)
    .sort((a, b) => a.firstFailure - b.firstFailure);
  if (first === undefined || second === undefined) return;
  const overlap = first.lastFailure - second.firstFailure;
  assert.ok(overlap < 0, `for ${overlap} ms no address answered`);
}

/** Calls every address steadily meanwhile; how many calls failed. */
async function whileCalling(
  namespace: RealNamespace,
  port: number,
  roll: () => Promise<void>,
): Promise<number> {
  let udp: Tally[] = [];
  const tcp = await namespace.whileCalling(targets(port), { every: 10 }, async () => {
    udp = await namespace.whileCalling(targets(port, 'UDP'), { every: 50, oneSocket: true }, roll);
  });
  for (const tallies of [tcp, udp]) {
    for (const tally of tallies) assert.ok(outageOf(tally) < 10_000, `no answers for ${outageOf(tally)} ms`);
    assertApart(tallies);
  }
  return [...tcp, ...udp].reduce((sum, { failed }) => sum + failed, 0);
}

export const title =
  'proxies are replaced because of another image, another port: no status lacks an address, and one node at a time does not answer';

export async function run(namespace: RealNamespace): Promise<void> {
  const { hook } = namespace.cluster;
  const [port, more] = [namespace.port(), namespace.port()];
  await namespace.backends();
  const web = await namespace.expose([port, `${port}/UDP`]);
  await namespace.reachable(port);
  await namespace.reachable(port, 'UDP');
  const statuses = await web.recordStatuses();
  const ports = [`${port}/TCP`, `${port}/UDP`];

  namespace.afterwards(() => hook.restart());
  const byImage = await whileCalling(namespace, port, async () => {
    await hook.restart({ PROXY_IMAGE: 'akrobateo-proxy:next' });
    // The engine calls a restarted hook only when something happens to the Service.
    await web.patch({ metadata: { labels: { touched: 'yes' } } });
    await web.rolledOut(ports, 'akrobateo-proxy:next');
    await web.exposedAt(everyAddress);
  });
  // While a port is new on a node, the addresses are published as Proxy, so a node does not answer for a moment.
  await whileCalling(namespace, port, async () => {
    await web.patch({ spec: { ports: [port, `${port}/UDP`, more].map(backendPort) } });
    await web.rolledOut([...ports, `${more}/TCP`].sort());
    await web.exposedAt(everyAddress);
  });
  await namespace.reachable(more);
  assertNeverWithout(await statuses.end(), everyAddress);
  if (namespace.ipMode === 'VIP') assert.equal(byImage, 0);
}
