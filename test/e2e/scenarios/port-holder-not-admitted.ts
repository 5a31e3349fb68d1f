import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';

import { everyNode } from '../../framework/cluster/nodes.ts';
import { TestNamespace } from '../../framework/cluster/test-namespace.ts';

export const title =
  'the pool no longer admits the namespace of the holder of a port: the next Service gets the port';

export async function run(namespace: TestNamespace): Promise<void> {
  const port = namespace.port();
  const other = await TestNamespace.create(namespace.cluster, 'holder');
  namespace.afterwards(() => other.cleanUp());
  await namespace.createPool('shared', { namespaceSelector: { matchLabels: { tenant: 'shop' } } });
  for (const each of [namespace, other]) await each.labelNamespace({ tenant: 'shop' });

  const request = { ports: [port], annotations: { pool: 'shared', workload: 'None' } };
  const holder = await other.createService('holder', request);
  await holder.exposedAt(everyNode);
  // Creation times are whole seconds. Within one of them the uid decides who is older.
  await sleep(1000);
  const next = await namespace.createService('next', request);
  assert.match(await next.reportsProblem('PortTaken'), new RegExp(`Service ${other.name}/holder`));

  await other.labelNamespace({ tenant: null });
  assert.match(
    await holder.reportsProblem('PoolForbids'),
    new RegExp(`does not admit namespace ${other.name}`),
  );
  await next.exposedAt(everyNode);

  // The former holder is the older one, so it gets the port back.
  await other.labelNamespace({ tenant: 'shop' });
  await holder.exposedAt(everyNode);
  await next.reportsProblem('PortTaken');
}
