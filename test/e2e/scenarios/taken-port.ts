import { strict as assert } from 'node:assert';

import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { addressOf, everyNode } from '../../framework/cluster/nodes.ts';

export const title =
  'another Service holds the port on one node: the reason names port and node, and goes with it';

export async function run(namespace: TestNamespace): Promise<void> {
  const port = namespace.port();
  const first = await namespace.createService('first', {
    ports: [port],
    annotations: { 'node-selector': 'kubernetes.io/hostname=n2' },
  });
  await first.exposedAt([addressOf('n2')]);

  const second = await namespace.createService('second', { ports: [port] });
  const others = everyNode.filter((address) => address !== addressOf('n2'));
  const message = await second.reportsProblem('PortTaken', others);
  assert.match(message, new RegExp(`\\b${port}\\b`));
  assert.match(message, /\bn2\b/);

  await first.delete();
  await second.exposedAt(everyNode);

  const third = await namespace.createService('third', { ports: [port] });
  await third.reportsProblem('PortTaken');
}
