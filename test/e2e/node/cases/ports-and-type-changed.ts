import { strict as assert } from 'node:assert';

import { everyAddress } from '../lab/real-node.ts';
import { backendPort, targets } from '../stage.ts';
import type { Case, Stage } from '../stage.ts';
import type { Target } from '../traffic/exchange.ts';

async function refusedEverywhere(
  { lab }: Stage,
  port: number,
  protocol: Target['protocol'] = 'TCP',
): Promise<number> {
  const start = performance.now();
  const message = protocol === 'TCP' ? 'ECONNREFUSED' : 'timeout';
  for (const target of targets(port, protocol)) await lab.client.refused(target, message);
  return Math.round(performance.now() - start);
}

export const portsAndTypeChanged: Case = {
  title:
    'another port, another protocol, ClusterIP and back: what is gone is refused, what is new is answered',
  name: 'changed',
  async play(stage) {
    const [first, second] = [stage.scene.port(), stage.scene.port()];
    await stage.backends();
    const web = await stage.expose([first]);
    await stage.reachable(first);

    await web.patch({ spec: { ports: [backendPort(second)] } });
    await stage.reachable(second);
    await refusedEverywhere(stage, first);

    await web.patch({ spec: { ports: [backendPort(`${second}/UDP`)] } });
    await stage.reachable(second, 'UDP');
    await refusedEverywhere(stage, second);

    await web.patch({ spec: { ports: [backendPort(second)] } });
    await stage.reachable(second);
    await refusedEverywhere(stage, second, 'UDP');
    await web.rolledOut([`${second}/TCP`]);
    await web.exposedAt(everyAddress);
    await web.patch({ spec: { type: 'ClusterIP' } });
    const took = await refusedEverywhere(stage, second);
    console.log(`        ClusterIP: refused everywhere after ${took} ms`);
    assert.ok(took < 5000, `refused after ${took} ms`);
    await web.released();

    await web.patch({ spec: { type: 'LoadBalancer' } });
    await web.exposedAt(everyAddress);
    await stage.reachable(second);
  },
};
