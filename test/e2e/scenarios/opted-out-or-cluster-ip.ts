import { everyNode } from '../../framework/cluster/nodes.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';

export const title =
  'a Service opts out and in again, becomes ClusterIP and LoadBalancer again: it has neither workload nor status meanwhile';

export async function run(namespace: TestNamespace): Promise<void> {
  const web = await namespace.createService('web');
  await web.exposedAt(everyNode);

  await web.annotate({ enabled: 'false' });
  await web.released();
  await web.annotate({ enabled: null });
  await web.exposedAt(everyNode);

  await web.patch({ spec: { type: 'ClusterIP' } });
  await web.released();
  await web.patch({ spec: { type: 'LoadBalancer' } });
  await web.exposedAt(everyNode);
}
