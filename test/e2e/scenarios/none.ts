import { strict as assert } from 'node:assert';

import { addressesOfNodes, everyNode, setKubelet } from '../../framework/cluster/nodes.ts';
import { proxiesRunOn } from '../../framework/cluster/proxies.ts';
import { ingressOf } from '../../framework/cluster/service.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';

export const title = 'workload None, by annotation or by pool: no pods, the addresses of the ready nodes';

export async function run(namespace: TestNamespace): Promise<void> {
  const { api } = namespace.cluster;
  await namespace.restoreNodesAfterwards('n1');
  const byAnnotation = await namespace.createService('by-annotation', { annotations: { workload: 'None' } });
  assert.match(await byAnnotation.reportsProblem('PoolNotFound'), /takes its nodes from a LoadBalancerPool/);
  await namespace.createPool('default');
  await namespace.createPool('bare', { workload: 'None' });
  const byPool = await namespace.createService('by-pool', { annotations: { pool: 'bare' } });
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
}
