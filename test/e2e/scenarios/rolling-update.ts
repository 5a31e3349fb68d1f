import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { everyNode } from '../../framework/cluster/nodes.ts';
import { assertNeverWithout } from '../../framework/cluster/statuses.ts';

const image = 'registry.example/akrobateo-proxy:next';

export const title = 'a new proxy image is rolled out: every status on the way has all addresses';

export async function run(namespace: TestNamespace): Promise<void> {
  const { hook } = namespace.cluster;
  const port = namespace.port();
  const web = await namespace.createService('web', { ports: [port] });
  await web.exposedAt(everyNode);

  const statuses = await web.recordStatuses();
  namespace.afterwards(() => hook.restart());
  await hook.restart({ PROXY_IMAGE: image });
  // The engine asks a restarted hook only when something happens to the Service.
  await web.patch({ metadata: { labels: { touched: 'yes' } } });
  await web.rolledOut([`${port}/TCP`], image);
  await web.exposedAt(everyNode);
  assertNeverWithout(await statuses.end(), everyNode);
}
