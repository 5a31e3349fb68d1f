import { strict as assert } from 'node:assert';

import { everyNode } from '../framework/nodes.ts';
import type { Scenario } from '../framework/scenario.ts';
import { identityOf } from '../framework/workload.ts';

export const poolForNamespaces: Scenario = {
  title: 'a pool for some namespaces: a Service of another gets nothing until its namespace has the label',
  name: 'pool-namespaces',
  async play(scene) {
    await scene.createPool('shop', { namespaceSelector: { matchLabels: { tenant: 'shop' } } });
    const annotations = { pool: 'shop' };
    const web = await scene.createService('web', { ports: [scene.port()], annotations });
    const none = await scene.createService('none', {
      ports: [scene.port()],
      annotations: { pool: 'shop', workload: 'None' },
    });
    const services = [web, none];
    const refused = async () => {
      for (const service of services) {
        assert.match(
          await service.troubled('PoolForbids'),
          new RegExp(`LoadBalancerPool shop does not admit namespace ${scene.namespace}`),
        );
        await service.workloadGone();
      }
    };
    await refused();
    const running = await scene.createService('running', { ports: [scene.port()] });
    await running.exposedAt(everyNode);
    const before = identityOf(await running.workload());
    await running.annotate(annotations);
    await running.troubled('PoolForbids', everyNode);
    assert.equal(identityOf(await running.workload()), before);

    await scene.labelNamespace({ tenant: 'shop' });
    for (const service of [...services, running]) await service.exposedAt(everyNode);
    await scene.labelNamespace({ tenant: null });
    await refused();
    await running.troubled('PoolForbids');
  },
};
