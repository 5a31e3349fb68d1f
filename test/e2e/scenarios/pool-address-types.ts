import { strict as assert } from 'node:assert';

import { addressesOfNodes, fakeNodes } from '../../framework/cluster/nodes.ts';
import { ingressOf } from '../../framework/cluster/service.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';

export const strategy = 'server-side-apply';
export const title =
  'a pool publishes host names, and a Service in it addresses of both families because it requests them';

export async function run(namespace: TestNamespace): Promise<void> {
  const pool = await namespace.createPool('default', { addressTypes: ['Hostname', 'InternalIP'] });
  const web = await namespace.createService('web');
  const service = await web.exposedAt(fakeNodes.map(({ name }) => name));
  for (const entry of ingressOf(service)) assert.deepEqual(Object.keys(entry), ['hostname']);
  const both = await namespace.createService('both', {
    annotations: { 'address-types': 'ExternalIP,InternalIP' },
    spec: { ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv6', 'IPv4'] },
  });
  const every = addressesOfNodes('n1', 'n2', 'n3');
  await both.exposedAt(['fd00:192:168::10', ...every]);

  await pool.patch({ addressTypes: ['InternalIP'] });
  await web.exposedAt(every);
}
