import { strict as assert } from 'node:assert';

import { addressesOfNodes, everyNode, selecting } from '../../framework/cluster/nodes.ts';
import type { Scenarios } from '../scenarios.ts';

const nowhere = selecting('n0');

export const both: Scenarios = {
  'the pool default is created without nodes, gets all, is deleted and created again: an exposed Service loses no address':
    async (namespace) => {
      const web = await namespace.createExposed('web');
      await web.neverWithout(everyNode, async () => {
        const alone = await web.running();
        const pool = await namespace.createPool('default', nowhere);
        await pool.reports([]);
        await web.reportsProblem('NoNodeMatches', everyNode);
        assert.deepEqual(await web.running(), alone, 'a pool without nodes has changed the proxies');
        await pool.patch({ nodeSelector: null });
        await pool.reports(['n1', 'n2', 'n3']);
        await namespace.engineCaughtUp();
        await web.available();
        await web.exposedAt(everyNode);
        const before = await web.running();

        await pool.delete();
        const message = await web.reportsProblem('PoolNotFound', everyNode);
        assert.match(message, /LoadBalancerPool default does not exist any more/);
        const later = await namespace.createExposed('later');

        await pool.apply();
        await web.exposedAt(everyNode);
        assert.deepEqual(await web.running(), before, 'another pool of the name has changed the proxies');
        await later.available();
        await later.exposedAt(everyNode);
      });
    },
};

export const dynamicApply: Scenarios = {
  'a pool is deleted, misspelt, emptied: proxies and addresses stay, also of a Service that moves into it; it recovers':
    async (namespace) => {
      const spec = selecting('n1', 'n2');
      const addresses = addressesOfNodes('n1', 'n2');
      const pool = await namespace.createPool('edge', spec);
      const web = await namespace.createExposed('web', { pool: 'edge' }, addresses);
      const shop = await namespace.createExposed('shop');
      const [before, ofShop] = [await web.running(), await shop.running()];
      const reports = async (reason: string, pattern: RegExp) => {
        assert.match(await web.reportsProblem(reason, addresses), pattern);
        assert.deepEqual(await web.running(), before, `${reason} has changed the proxies`);
      };
      const change = async () => {
        await pool.delete();
        await reports('PoolNotFound', /LoadBalancerPool edge does not exist any more/);
        await namespace.engineCaughtUp();
        assert.deepEqual(await web.running(), before);
        await pool.apply(spec);
        await web.exposedAt(addresses);

        await web.annotate({ pool: 'egde' });
        await reports('PoolNotFound', /LoadBalancerPool egde does not exist/);
        await web.annotate({ pool: 'edge' });
        await web.exposedAt(addresses);

        await pool.patch(nowhere);
        await reports('NoNodeMatches', /edge has no nodes \(no node matches spec.nodeSelector\)/);
        await pool.hasReason('NoNodeMatches');
        const later = await namespace.createService('later', { annotations: { pool: 'edge' } });
        await later.reportsProblem('NoNodeMatches');
        await shop.annotate({ pool: 'edge' });
        await shop.reportsProblem('NoNodeMatches', everyNode);
        assert.deepEqual(
          await shop.running(),
          ofShop,
          'moving into a pool without nodes has changed the proxies',
        );
        await shop.annotate({ pool: null });
        await shop.exposedAt(everyNode);
        await pool.patch(spec);
        for (const service of [web, later]) await service.exposedAt(addresses);
        assert.deepEqual(await web.running(), before);
      };
      await web.neverWithout(addresses, () => shop.neverWithout(everyNode, change));
    },
};
