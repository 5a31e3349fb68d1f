import { strict as assert } from 'node:assert';

import { addressesOfNodes } from '../framework/nodes.ts';
import { labelNode } from '../framework/node-changes.ts';
import { proxyUids } from '../framework/proxies.ts';
import type { Scenario } from '../framework/scenario.ts';
import { assertNeverWithout } from '../framework/statuses.ts';

const spec = { nodeSelector: { matchLabels: { role: 'edge' } } };

export const poolMissing: Scenario = {
  title: 'a pool is deleted, misspelt, emptied: proxies and addresses stay, the reason is shown, it heals',
  name: 'pool-missing',
  async play(scene) {
    const { api } = scene.cluster;
    await scene.borrowNodes('n1', 'n2');
    for (const name of ['n1', 'n2']) await labelNode(api, name, { role: 'edge' });
    const pool = await scene.createPool('edge', spec);
    const annotations = { pool: 'edge' };
    const web = await scene.createService('web', { ports: [scene.port()], annotations });
    const addresses = addressesOfNodes('n1', 'n2');
    await web.exposedAt(addresses);
    const proxies = await proxyUids(api, web);
    const statuses = await web.recordStatuses();

    await pool.delete();
    assert.match(
      await web.troubled('PoolNotFound', addresses),
      /LoadBalancerPool edge does not exist any more/,
    );
    await scene.engineCaughtUp();
    assert.deepEqual(await proxyUids(api, web), proxies);
    await pool.apply(spec);
    await web.exposedAt(addresses);

    await web.annotate({ pool: 'egde' });
    assert.match(await web.troubled('PoolNotFound', addresses), /LoadBalancerPool egde does not exist/);
    await web.annotate({ pool: 'edge' });
    await web.exposedAt(addresses);

    await pool.patch({ nodeSelector: { matchLabels: { role: 'egde' } } });
    assert.match(
      await web.troubled('NoNodeMatches', addresses),
      /edge has no nodes \(no node matches spec.nodeSelector\)/,
    );
    await pool.says('NoNodeMatches');
    const later = await scene.createService('later', { ports: [scene.port()], annotations });
    await later.troubled('NoNodeMatches');
    await pool.patch(spec);
    await web.exposedAt(addresses);
    await later.exposedAt(addresses);

    assert.deepEqual(await proxyUids(api, web), proxies);
    assertNeverWithout(await statuses.end(), addresses);
  },
};
