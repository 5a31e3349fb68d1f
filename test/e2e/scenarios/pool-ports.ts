import { strict as assert } from 'node:assert';

import { everyNode } from '../../framework/cluster/nodes.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';

export const strategy = 'server-side-apply';
export const title =
  'a pool allows and reserves ports: the others stay exposed, and a changed rule binds at once';

export async function run(namespace: TestNamespace): Promise<void> {
  const [http, https, metrics] = [namespace.port(), namespace.port(), namespace.port()];
  const pool = await namespace.createPool('edge', {
    allowedPorts: [{ port: http, endPort: https }],
    reservedPorts: [{ port: https }],
  });
  const annotations = { pool: 'edge' };
  const web = await namespace.createService('web', { ports: [http, metrics], annotations });
  const allowed = `${metrics}/TCP is not allowed \\(LoadBalancerPool edge allows ${http}-${https}\\)`;
  assert.match(await web.reportsProblem('PoolForbids', everyNode), new RegExp(allowed));
  await web.rolledOut([`${http}/TCP`]);

  const tls = await namespace.createService('tls', { ports: [https], annotations });
  const reserved = `${https}/TCP is reserved \\(LoadBalancerPool edge reserves ${https}\\)`;
  assert.match(await tls.reportsProblem('PortReserved'), new RegExp(reserved));
  assert.deepEqual(await tls.workloads(), []);

  await pool.patch({ allowedPorts: null, reservedPorts: [{ port: http }] });
  assert.match(await web.reportsProblem('PortReserved', everyNode), new RegExp(`${http}/TCP is reserved`));
  await web.rolledOut([`${metrics}/TCP`]);
  await tls.exposedAt(everyNode);

  await pool.patch({ allowedPorts: [{ port: https }], reservedPorts: null });
  assert.match(await web.reportsProblem('PoolForbids'), new RegExp(`${http}/TCP is not allowed`));
  await web.workloadGone();
  await pool.patch({ allowedPorts: null });
  await web.exposedAt(everyNode);
  await web.rolledOut([`${http}/TCP`, `${metrics}/TCP`]);
}
