import { strict as assert } from 'node:assert';

import { labelNode, taintNode } from '../framework/node-changes.ts';
import { addressesOfNodes } from '../framework/nodes.ts';
import { proxiesRunOn } from '../framework/proxies.ts';
import type { Scenario } from '../framework/scenario.ts';

const taint = { key: 'role', value: 'edge', effect: 'NoSchedule' };

export const poolByAnnotation: Scenario = {
  title: 'a pool named by annotation: proxies on its nodes only, a tainted one too; nodes join and leave',
  name: 'pool-annotation',
  async play(scene) {
    const { api } = scene.cluster;
    await scene.borrowNodes('n1', 'n2', 'n3');
    for (const name of ['n1', 'n2']) await labelNode(api, name, { role: 'edge' });
    await taintNode(api, 'n2', [taint]);
    const pool = await scene.createPool('edge', {
      nodeSelector: { matchLabels: { role: 'edge' } },
      tolerations: [taint],
    });
    const annotations = { pool: 'edge' };
    const web = await scene.createService('web', { ports: [scene.port()], annotations });
    await web.exposedAt(addressesOfNodes('n1', 'n2'));
    await proxiesRunOn(api, web, ['n1', 'n2']);
    assert.equal(await pool.says('Ready'), '2 of 2 nodes are ready');

    await labelNode(api, 'n3', { role: 'edge' });
    await web.exposedAt(addressesOfNodes('n1', 'n2', 'n3'));
    await labelNode(api, 'n1', { role: null });
    await web.exposedAt(addressesOfNodes('n2', 'n3'));
    await proxiesRunOn(api, web, ['n2', 'n3']);
    await pool.reports(['n2', 'n3']);
  },
};
