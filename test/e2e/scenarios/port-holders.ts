import { strict as assert } from 'node:assert';

import { addressesOfNodes, everyNode } from '../../framework/cluster/nodes.ts';
import { byAge } from '../../framework/cluster/service.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';

const annotations = { workload: 'None' };
const n1 = { nodeSelector: { matchLabels: { 'kubernetes.io/hostname': 'n1' } } };

export const title =
  'three Services without proxies request one port: the oldest holds it, and the next one follows';

export async function run(namespace: TestNamespace): Promise<void> {
  const port = namespace.port();
  await namespace.createPool('default');
  await namespace.createPool('edge', n1);
  const services = await Promise.all(
    ['first', 'second', 'third'].map((name) => namespace.createService(name, { ports: [port], annotations })),
  );
  // Created within one second, so the uid may decide.
  const [oldest, next, last] = await byAge(services);
  assert.ok(oldest && next && last);
  const held = `${port}/TCP is already used by Service ${namespace.name}/${oldest.name} (workload None) on nodes n1, n2, n3`;

  await oldest.exposedAt(everyNode);
  assert.ok((await next.reportsProblem('PortTaken')).includes(held));
  assert.ok((await last.reportsProblem('PortTaken')).includes(held));

  await oldest.annotate({ pool: 'edge' });
  await oldest.exposedAt(addressesOfNodes('n1'));
  await next.reportsProblem('PortTaken', addressesOfNodes('n2', 'n3'));
  assert.ok((await last.reportsProblem('PortTaken')).includes(`Service ${namespace.name}/${next.name}`));

  await oldest.delete();
  await next.exposedAt(everyNode);
  await next.patch({ spec: { ports: [{ name: 'other', port: namespace.port(), protocol: 'TCP' }] } });
  await next.exposedAt(everyNode);
  await last.exposedAt(everyNode);
}
