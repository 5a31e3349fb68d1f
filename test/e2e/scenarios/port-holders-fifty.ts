import { strict as assert } from 'node:assert';

import { everyNode } from '../../framework/cluster/nodes.ts';
import { addressesOf, byAge } from '../../framework/cluster/service.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { eventually } from '../../framework/processes/eventually.ts';

const annotations = { workload: 'None' };

export const title =
  'fifty Services without proxies request one port: the oldest is exposed, and then the next one';

export async function run(namespace: TestNamespace): Promise<void> {
  const port = namespace.port();
  await namespace.createPool('default');
  const names = Array.from({ length: 50 }, (_, index) => `web-${index}`);
  const services = await Promise.all(
    names.map((name) => namespace.createService(name, { ports: [port], annotations })),
  );
  const [oldest, next, ...others] = await byAge(services);
  assert.ok(oldest && next);
  await oldest.exposedAt(everyNode, 90_000);
  for (const service of [next, ...others]) await service.reportsProblem('PortTaken');

  await oldest.delete();
  const addressesOfOthers: string[] = [];
  await eventually(
    async () => {
      const read = await Promise.all(others.map((service) => service.read()));
      addressesOfOthers.push(...read.flatMap(addressesOf));
      assert.deepEqual(addressesOf(await next.read()).sort(), [...everyNode].sort());
    },
    { timeout: 90_000, what: `${next.name} was not exposed` },
  );
  assert.deepEqual(addressesOfOthers, []);
  for (const service of others) await service.reportsProblem('PortTaken');
}
