import { strict as assert } from 'node:assert';

import { addressesOfNodes, everyNode, setKubelet } from '../framework/nodes.ts';
import { labelNode } from '../framework/node-changes.ts';
import type { Scenario } from '../framework/scenario.ts';

export const poolGoneNodesDown: Scenario = {
  title: 'a pool is gone, then its nodes go down one by one: their addresses go',
  name: 'pool-gone-down',
  async play(scene) {
    const { api } = scene.cluster;
    await scene.borrowNodes('n1', 'n2');
    for (const name of ['n1', 'n2']) await labelNode(api, name, { role: 'edge' });
    const spec = { nodeSelector: { matchLabels: { role: 'edge' } } };
    const pool = await scene.createPool('edge', spec);
    const annotations = { pool: 'edge' };
    const web = await scene.createService('web', { ports: [scene.port()], annotations });
    await web.exposedAt(addressesOfNodes('n1', 'n2'));
    const bystander = await scene.createService('bystander', { ports: [scene.port()] });
    await bystander.exposedAt(everyNode);

    await pool.delete();
    await web.troubled('PoolNotFound', addressesOfNodes('n1', 'n2'));
    await setKubelet(api, 'n1', false);
    await bystander.publishes(addressesOfNodes('n2', 'n3'));
    await setKubelet(api, 'n2', false);
    assert.match(
      await web.troubled('PoolNotFound'),
      /LoadBalancerPool edge does not exist any more; .*not exposed$/,
    );

    for (const name of ['n1', 'n2']) await setKubelet(api, name, true);
    await bystander.exposedAt(everyNode);
    await pool.apply(spec);
    await web.exposedAt(addressesOfNodes('n1', 'n2'));
  },
};
