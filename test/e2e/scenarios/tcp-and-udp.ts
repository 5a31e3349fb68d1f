import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { everyNode } from '../../framework/cluster/nodes.ts';
import { servicePort } from '../../framework/cluster/service.ts';

/** Merging lists by port number alone would lose one of the two, and then write for ever. */
export const title = 'TCP and UDP on one port number, from the start or added later';

export async function run(namespace: TestNamespace): Promise<void> {
  const [dns, http3] = [namespace.port(), namespace.port()];
  const resolver = await namespace.createService('resolver', { ports: [`${dns}/TCP`, `${dns}/UDP`] });
  const web = await namespace.createService('web', { ports: [http3] });
  await resolver.rolledOut([`${dns}/TCP`, `${dns}/UDP`]);
  await resolver.exposedAt(everyNode);
  await web.exposedAt(everyNode);

  await web.patch({ spec: { ports: [`${http3}/TCP`, `${http3}/UDP`].map(servicePort) } });
  await web.rolledOut([`${http3}/TCP`, `${http3}/UDP`]);
  await web.exposedAt(everyNode);
}
