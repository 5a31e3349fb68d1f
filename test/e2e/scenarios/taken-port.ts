import { strict as assert } from 'node:assert';

import type { Scenario } from '../framework/scenario.ts';
import { addressOf, everyNode } from '../framework/nodes.ts';

export const takenPort: Scenario = {
  title: 'another Service holds the port on one node: the reason names port and node, and goes with it',
  name: 'taken-port',
  async play(scene) {
    const port = scene.port();
    const first = await scene.createService('first', {
      ports: [port],
      annotations: { 'node-selector': 'kubernetes.io/hostname=n2' },
    });
    await first.exposedAt([addressOf('n2')]);

    const second = await scene.createService('second', { ports: [port] });
    const others = everyNode.filter((address) => address !== addressOf('n2'));
    const message = await second.troubled('PortTaken', others);
    assert.match(message, new RegExp(`\\b${port}\\b`));
    assert.match(message, /\bn2\b/);

    await first.delete();
    await second.exposedAt(everyNode);

    const third = await scene.createService('third', { ports: [port] });
    await third.troubled('PortTaken');
  },
};
