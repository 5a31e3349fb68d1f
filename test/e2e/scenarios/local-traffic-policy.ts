import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { createEndpoint } from '../../framework/cluster/endpoints.ts';
import { addressOf, everyNode } from '../../framework/cluster/nodes.ts';

export const strategy = 'dynamic-apply';
export const title = 'externalTrafficPolicy Local: the nodes with a ready local endpoint; the last one stays';

export async function run(namespace: TestNamespace): Promise<void> {
  const { api } = namespace.cluster;
  const web = await namespace.createService('web', { spec: { externalTrafficPolicy: 'Local' } });
  await web.publishes(everyNode);

  const onFirst = await createEndpoint(api, web, 'n1');
  await web.exposedAt([addressOf('n1')]);
  const onThird = await createEndpoint(api, web, 'n3');
  await web.exposedAt([addressOf('n1'), addressOf('n3')]);
  await onFirst.setReady(false);
  await web.exposedAt([addressOf('n3')]);
  await onThird.setReady(false);
  await namespace.engineCaughtUp();
  await web.exposedAt([addressOf('n3')]);
}
