import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { everyNode } from '../../framework/cluster/nodes.ts';

export const strategy = 'server-side-apply';
export const title = 'a Service is deleted while the hook is down: nothing hangs';

export async function run(namespace: TestNamespace): Promise<void> {
  const { hook } = namespace.cluster;
  const web = await namespace.createService('web');
  await web.exposedAt(everyNode);

  namespace.afterwards(() => hook.restart());
  await hook.stop();
  await web.delete();
  await web.workloadGone();
  await hook.start();

  const next = await namespace.createService('next');
  await next.exposedAt(everyNode);
}
