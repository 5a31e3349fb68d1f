import { strict as assert } from 'node:assert';

import { everyNode } from '../framework/nodes.ts';
import type { Scenario } from '../framework/scenario.ts';

export const poolPorts: Scenario = {
  title: 'a pool allows and reserves ports: the others stay exposed, and a changed rule binds at once',
  name: 'pool-ports',
  async play(scene) {
    const [http, https, metrics] = [scene.port(), scene.port(), scene.port()];
    const pool = await scene.createPool('edge', {
      allowedPorts: [{ port: http, endPort: https }],
      reservedPorts: [{ port: https }],
    });
    const annotations = { pool: 'edge' };
    const web = await scene.createService('web', { ports: [http, metrics], annotations });
    const allowed = `${metrics}/TCP is not allowed \\(LoadBalancerPool edge allows ${http}-${https}\\)`;
    assert.match(await web.troubled('PoolForbids', everyNode), new RegExp(allowed));
    await web.rolledOut([`${http}/TCP`]);

    const tls = await scene.createService('tls', { ports: [https], annotations });
    const reserved = `${https}/TCP is reserved \\(LoadBalancerPool edge reserves ${https}\\)`;
    assert.match(await tls.troubled('PortReserved'), new RegExp(reserved));
    assert.deepEqual(await tls.workloads(), []);

    await pool.patch({ allowedPorts: null, reservedPorts: [{ port: http }] });
    assert.match(await web.troubled('PortReserved', everyNode), new RegExp(`${http}/TCP is reserved`));
    await web.rolledOut([`${metrics}/TCP`]);
    await tls.exposedAt(everyNode);

    await pool.patch({ allowedPorts: [{ port: https }], reservedPorts: null });
    assert.match(await web.troubled('PoolForbids'), new RegExp(`${http}/TCP is not allowed`));
    await web.workloadGone();
    await pool.patch({ allowedPorts: null });
    await web.exposedAt(everyNode);
    await web.rolledOut([`${http}/TCP`, `${metrics}/TCP`]);
  },
};
