import { strict as assert } from 'node:assert';

import type { Scenario } from '../framework/scenario.ts';
import { everyNode } from '../framework/nodes.ts';

export const publishedAddresses: Scenario = {
  title: 'own addresses and ip-mode are published instead of the nodes, and taken back',
  name: 'addresses',
  async play(scene) {
    const web = await scene.createService('web', {
      ports: [scene.port()],
      annotations: { addresses: '203.0.113.7, lb.example.org', 'ip-mode': 'Proxy' },
    });
    const service = await web.exposedAt(['203.0.113.7', 'lb.example.org']);
    const modes = service.status?.loadBalancer?.ingress?.map(({ ipMode }) => ipMode);
    assert.deepEqual(modes, ['Proxy', undefined]);

    await web.annotate({ addresses: null, 'ip-mode': null });
    await web.exposedAt(everyNode);
  },
};
