import { strict as assert } from 'node:assert';

import { everyNode } from '../../framework/cluster/nodes.ts';
import { proxyUids } from '../../framework/cluster/proxies.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { assertNeverWithout } from '../../framework/cluster/statuses.ts';

const nowhere = { nodeSelector: { matchLabels: { role: 'egde' } } };

export const strategy = 'server-side-apply';
export const title =
  'an exposed Service moves into a pool without nodes, by annotation or by default: no address is lost';

export async function run(namespace: TestNamespace): Promise<void> {
  const { api } = namespace.cluster;
  const services = [await namespace.createService('web'), await namespace.createService('shop')] as const;
  const [web, shop] = services;
  for (const service of services) await service.exposedAt(everyNode);
  const look = async () => [await proxyUids(api, web), await proxyUids(api, shop)];
  const before = await look();
  const statuses = [await web.recordStatuses(), await shop.recordStatuses()];

  const empty = await namespace.createPool('empty', nowhere);
  await empty.reports([]);
  await shop.annotate({ pool: 'empty' });
  const byDefault = await namespace.createPool('default', nowhere);
  for (const service of services) await service.reportsProblem('NoNodeMatches', everyNode);
  assert.deepEqual(await look(), before);

  await byDefault.patch({ nodeSelector: { matchLabels: null } });
  await shop.annotate({ pool: null });
  for (const service of services) {
    await service.available();
    await service.exposedAt(everyNode);
  }
  for (const record of statuses) assertNeverWithout(await record.end(), everyNode);
}
