import { strict as assert } from 'node:assert';

import { everyNode } from '../../framework/cluster/nodes.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { identityOf } from '../../framework/cluster/workload.ts';

export const strategy = 'server-side-apply';
export const title =
  'a pool for some namespaces: a Service of another gets nothing until its namespace has the label';

export async function run(namespace: TestNamespace): Promise<void> {
  await namespace.createPool('shop', { namespaceSelector: { matchLabels: { tenant: 'shop' } } });
  const annotations = { pool: 'shop' };
  const web = await namespace.createService('web', { annotations });
  const none = await namespace.createService('none', { annotations: { pool: 'shop', workload: 'None' } });
  const services = [web, none];
  const refused = async () => {
    for (const service of services) {
      assert.match(
        await service.reportsProblem('PoolForbids'),
        new RegExp(`LoadBalancerPool shop does not admit namespace ${namespace.name}`),
      );
      await service.workloadGone();
    }
  };
  await refused();
  const running = await namespace.createService('running');
  await running.exposedAt(everyNode);
  const before = identityOf(await running.workload());
  await running.annotate(annotations);
  await running.reportsProblem('PoolForbids', everyNode);
  assert.equal(identityOf(await running.workload()), before);

  await namespace.labelNamespace({ tenant: 'shop' });
  for (const service of [...services, running]) await service.exposedAt(everyNode);
  await namespace.labelNamespace({ tenant: null });
  await refused();
  await running.reportsProblem('PoolForbids');
}
