import { strict as assert } from 'node:assert';

import { eventually } from '../framework/eventually.ts';
import { addressesOfNodes, everyNode } from '../framework/nodes.ts';
import { proxiesRunOn } from '../framework/proxies.ts';
import type { Scenario } from '../framework/scenario.ts';

const spec = {
  exclusive: true,
  nodeSelector: { matchLabels: { 'kubernetes.io/hostname': 'n1' } },
};

export const poolExclusive: Scenario = {
  title: 'a pool becomes exclusive: others leave its nodes, and come back when it no longer is',
  name: 'pool-exclusive',
  async play(scene) {
    const { api } = scene.cluster;
    const others = await scene.createPool('default');
    const web = await scene.createService('web', { ports: [scene.port()] });
    const none = await scene.createService('none', {
      ports: [scene.port()],
      annotations: { workload: 'None' },
    });
    await web.exposedAt(everyNode);
    await none.exposedAt(everyNode);

    const bank = await scene.createPool('bank', spec);
    const safe = await scene.createService('safe', { ports: [scene.port()], annotations: { pool: 'bank' } });
    await safe.exposedAt(addressesOfNodes('n1'));
    await web.exposedAt(addressesOfNodes('n2', 'n3'));
    await none.exposedAt(addressesOfNodes('n2', 'n3'));
    await proxiesRunOn(api, web, ['n2', 'n3']);
    await others.reports(['n2', 'n3']);
    assert.match(await others.says('Ready'), /1 node belongs to exclusive LoadBalancerPool bank/);

    await bank.patch({ exclusive: false });
    await web.exposedAt(everyNode);
    await none.exposedAt(everyNode);
    await eventually(async () => {
      const { metadata } = await bank.read();
      assert.ok(!('labels' in metadata), 'the label is still there');
    });
  },
};
