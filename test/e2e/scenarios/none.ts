import { strict as assert } from 'node:assert';

import { addressesOfNodes, everyNode, setKubelet } from '../framework/nodes.ts';
import { proxiesRunOn } from '../framework/proxies.ts';
import { ingressOf } from '../framework/service.ts';
import type { Scenario } from '../framework/scenario.ts';

export const none: Scenario = {
  title: 'workload None, by annotation or by pool: no pods, the addresses of the ready nodes',
  name: 'none',
  async play(scene) {
    const { api } = scene.cluster;
    await scene.borrowNodes('n1');
    const byAnnotation = await scene.createService('by-annotation', {
      ports: [scene.port()],
      annotations: { workload: 'None' },
    });
    assert.match(await byAnnotation.troubled('PoolNotFound'), /takes its nodes from a LoadBalancerPool/);
    await scene.createPool('default');
    await scene.createPool('bare', { workload: 'None' });
    const byPool = await scene.createService('by-pool', {
      ports: [scene.port()],
      annotations: { pool: 'bare' },
    });
    const services = [byAnnotation, byPool];
    for (const service of services) {
      await service.exposedAt(everyNode);
      await service.workloadGone();
      await proxiesRunOn(api, service, []);
    }
    assert.deepEqual(
      ingressOf(await byAnnotation.read()),
      everyNode.map((ip) => ({ ip, ipMode: 'VIP' })),
    );

    await setKubelet(api, 'n1', false);
    for (const service of services) await service.exposedAt(addressesOfNodes('n2', 'n3'));
    await setKubelet(api, 'n1', true);
    for (const service of services) await service.exposedAt(everyNode);
  },
};
