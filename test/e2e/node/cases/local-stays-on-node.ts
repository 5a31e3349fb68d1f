import { strict as assert } from 'node:assert';

import { clientAddresses } from '../lab/network.ts';
import { realNodes } from '../lab/real-node.ts';
import { targets } from '../stage.ts';
import type { Case } from '../stage.ts';

const calls = 20;

export const localStaysOnNode: Case = {
  title: 'externalTrafficPolicy Local: with VIP calls stay on their node and backends see the client itself',
  name: 'local',
  async play(stage) {
    const port = stage.scene.port();
    const backends = await stage.backends();
    await stage.expose([port], { externalTrafficPolicy: 'Local' });
    await stage.reachable(port);

    const nodes = await backends.nodes();
    let elsewhere = 0;
    for (const target of targets(port)) {
      const home = realNodes.find(({ address }) => address === target.address)?.name;
      for (let call = 0; call < calls; call += 1) {
        const { backend, caller } = await stage.lab.client.call(target);
        if (nodes.get(backend) !== home) elsewhere += 1;
        assert.equal(caller === clientAddresses[0], stage.ipMode === 'VIP', `the backend saw ${caller}`);
      }
    }
    console.log(`        ${elsewhere} of ${calls * realNodes.length} calls were answered on another node`);
    // A proxy has to masquerade, and kube-proxy sends what comes from a pod to the endpoints of all nodes.
    if (stage.ipMode === 'VIP') assert.equal(elsewhere, 0);
  },
};
