import { strict as assert } from 'node:assert';

import { everyNode } from '../framework/nodes.ts';
import { proxyUids } from '../framework/proxies.ts';
import type { Scenario } from '../framework/scenario.ts';
import { assertNeverWithout } from '../framework/statuses.ts';

const nowhere = { nodeSelector: { matchLabels: { role: 'egde' } } };

export const poolEmptyJoined: Scenario = {
  title: 'a running Service comes into a pool without nodes, by annotation or by default: nothing goes',
  name: 'pool-empty-joined',
  async play(scene) {
    const { api } = scene.cluster;
    const services = [
      await scene.createService('web', { ports: [scene.port()] }),
      await scene.createService('shop', { ports: [scene.port()] }),
    ] as const;
    const [web, shop] = services;
    for (const service of services) await service.exposedAt(everyNode);
    const look = async () => [await proxyUids(api, web), await proxyUids(api, shop)];
    const before = await look();
    const statuses = [await web.recordStatuses(), await shop.recordStatuses()];

    const empty = await scene.createPool('empty', nowhere);
    await empty.reports([]);
    await shop.annotate({ pool: 'empty' });
    const byDefault = await scene.createPool('default', nowhere);
    for (const service of services) await service.troubled('NoNodeMatches', everyNode);
    assert.deepEqual(await look(), before);

    await byDefault.patch({ nodeSelector: { matchLabels: null } });
    await shop.annotate({ pool: null });
    for (const service of services) {
      await service.available();
      await service.exposedAt(everyNode);
    }
    for (const record of statuses) assertNeverWithout(await record.end(), everyNode);
  },
};
