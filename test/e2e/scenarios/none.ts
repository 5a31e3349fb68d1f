import { strict as assert } from 'node:assert';

import type { LoadBalancer } from '../../framework/cluster/load-balancer.ts';
import { addressesOfNodes, everyNode, selecting } from '../../framework/cluster/nodes.ts';
import { ingressOf } from '../../framework/cluster/service.ts';
import type { Scenarios } from '../scenarios.ts';

const none = { workload: 'None' };

export const both: Scenarios = {
  'workload None, by annotation or by pool, and a DaemonSet again: no pods, and no status lacks an address':
    async (namespace) => {
      const bare = await namespace.createService('bare', { annotations: none });
      assert.match(await bare.reportsProblem('PoolNotFound'), /takes its nodes from a LoadBalancerPool/);
      const pool = await namespace.createPool('default');
      const web = await namespace.createExposed('web');
      const other = await namespace.createExposed('other');
      const runsNothing = async (...services: LoadBalancer[]) => {
        for (const service of services) {
          await service.workloadGone();
          await service.proxiesRunOn();
          await service.exposedAt(everyNode);
        }
      };
      await runsNothing(bare);
      const modes = ingressOf(await bare.read()).map(({ ipMode }) => ipMode);
      assert.deepEqual([...new Set(modes)], ['VIP']);

      const change = async () => {
        await web.annotate(none);
        await pool.patch(none);
        await runsNothing(web, other, await namespace.createService('by-pool'));
        await web.annotate({ workload: null });
        await pool.patch({ workload: 'DaemonSet' });
        for (const service of [web, other]) {
          await service.proxiesRunOn('n1', 'n2', 'n3');
          await service.available();
          await service.exposedAt(everyNode);
          assert.equal((await service.workload()).kind, 'DaemonSet');
        }
      };
      await web.neverWithout(everyNode, () => other.neverWithout(everyNode, change));
    },
};

export const dynamicApply: Scenarios = {
  'a namespace enforces pod security restricted: proxies are refused, workload None works': async (
    namespace,
  ) => {
    await namespace.labelNamespace({ 'pod-security.kubernetes.io/enforce': 'restricted' });
    await namespace.createPool('default');
    const web = await namespace.createService('web');
    assert.match(await web.reportsProblem('PodSecurity'), /workload None/);
    await web.annotate(none);
    await web.exposedAt(everyNode);
    await web.proxiesRunOn();
  },
};

export const serverSideApply: Scenarios = {
  'the pool that gives workload None is deleted: what is published stays; it selects no node: retained for some seconds, then removed':
    async (namespace) => {
      const { hook } = namespace.cluster;
      const retentionSeconds = 8;
      namespace.afterwards(() => hook.restart());
      await hook.restart({ RETENTION_SECONDS: String(retentionSeconds) });
      const spec = { ...none, ...selecting('n1', 'n2') };
      const addresses = addressesOfNodes('n1', 'n2');
      const pool = await namespace.createPool('default', spec);
      const web = await namespace.createExposed('web', {}, addresses);
      await web.neverWithout(addresses, async () => {
        await pool.delete();
        await web.reportsProblem('PoolNotFound', addresses);
        assert.deepEqual(await web.running(), [], 'proxies have started');
        await pool.apply(spec);
        await web.exposedAt(addresses);
      });

      const start = performance.now();
      await pool.patch(selecting('nowhere'));
      assert.match(await web.reportsProblem('NoNodeMatches', addresses), /default has no nodes/);
      await web.reportsProblem('NoNodeMatches');
      const retained = (performance.now() - start) / 1000;
      // The retention starts at a time that is stored in whole seconds.
      const removed = `the addresses were removed after ${retained.toFixed(1)} s`;
      assert.ok(retained > retentionSeconds - 1, removed);
      await pool.patch({ nodeSelector: null });
      await web.exposedAt(everyNode);
    },
};
