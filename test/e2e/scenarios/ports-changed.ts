import { everyNode } from '../../framework/cluster/nodes.ts';
import { servicePort } from '../../framework/cluster/service.ts';
import { assertNeverWithout } from '../../framework/cluster/statuses.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';

export const title =
  'a port is added and one is removed: no status lacks an address, and another Service can use the port';

export async function run(namespace: TestNamespace): Promise<void> {
  const [http, https] = [namespace.port(), namespace.port()];
  const web = await namespace.createService('web', { ports: [http] });
  await web.exposedAt(everyNode);

  const statuses = await web.recordStatuses();
  await web.patch({ spec: { ports: [http, https].map(servicePort) } });
  await web.rolledOut([`${http}/TCP`, `${https}/TCP`]);
  await web.exposedAt(everyNode);
  await web.patch({ spec: { ports: [servicePort(http)] } });
  await web.rolledOut([`${http}/TCP`]);
  await web.exposedAt(everyNode);
  assertNeverWithout(await statuses.end(), everyNode);

  const other = await namespace.createService('other', { ports: [https] });
  await other.exposedAt(everyNode);
}
