import { strict as assert } from 'node:assert';

import { addressesOfNodes, fakeNodes } from '../framework/nodes.ts';
import { ingressOf } from '../framework/service.ts';
import type { Scenario } from '../framework/scenario.ts';

export const poolAddressTypes: Scenario = {
  title: 'a pool publishes host names, a dual stack Service in it its families; a Service says otherwise',
  name: 'pool-types',
  async play(scene) {
    const pool = await scene.createPool('default', { addressTypes: ['Hostname', 'InternalIP'] });
    const web = await scene.createService('web', { ports: [scene.port()] });
    const service = await web.exposedAt(fakeNodes.map(({ name }) => name));
    for (const entry of ingressOf(service)) assert.deepEqual(Object.keys(entry), ['hostname']);
    const both = await scene.createService('both', {
      ports: [scene.port()],
      annotations: { 'address-types': 'ExternalIP,InternalIP' },
      spec: { ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv6', 'IPv4'] },
    });
    const every = addressesOfNodes('n1', 'n2', 'n3');
    await both.exposedAt(['fd00:192:168::10', ...every]);

    await pool.patch({ addressTypes: ['InternalIP'] });
    await web.exposedAt(every);
  },
};
