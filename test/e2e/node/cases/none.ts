import { strict as assert } from 'node:assert';

import { eventually } from '../../framework/eventually.ts';
import { Pool } from '../../framework/pool.ts';
import { clientAddresses } from '../lab/network.ts';
import { everyAddress, realNodes } from '../lab/real-node.ts';
import { targets } from '../stage.ts';
import type { Case, Stage } from '../stage.ts';

/** Waits until every address is answered by a backend on its own node, which sees the client itself. */
async function staysOnNode({ lab }: Stage, port: number, nodes: ReadonlyMap<string, string>): Promise<void> {
  for (const target of targets(port)) {
    const home = realNodes.find(({ address }) => address === target.address)?.name;
    await eventually(
      async () => {
        const { backend, caller } = await lab.client.call(target);
        assert.deepEqual([nodes.get(backend), caller], [home, clientAddresses[0]]);
      },
      { what: `${target.address} did not stay on ${home ?? '?'}` },
    );
  }
}

export const none: Case = {
  title:
    'workload None answers at every address without a pod, with Local for the client itself; with Proxy it is refused',
  name: 'none',
  async play(stage) {
    const pool = await Pool.create(stage.lab.api, stage.scene.namespace);
    stage.scene.afterwards(() => pool.delete());
    await pool.reports(realNodes.map(({ name }) => name));
    const port = stage.scene.port();
    const backends = await stage.backends();
    const web = await stage.expose([port, `${port}/UDP`]);

    await web.annotate({ workload: 'None', pool: pool.name });
    if (stage.ipMode === 'Proxy') {
      // Nobody would answer: the proxies stay.
      await web.troubled('InvalidAnnotation', everyAddress);
      await stage.reachable(port);
      return;
    }
    await web.workloadGone();
    await web.exposedAt(everyAddress);
    for (const protocol of ['TCP', 'UDP'] as const) await stage.reachable(port, protocol);
    await web.patch({ spec: { externalTrafficPolicy: 'Local' } });
    await staysOnNode(stage, port, await backends.nodes());

    await web.annotate({ workload: null });
    await web.available();
    await web.exposedAt(everyAddress, 60_000);
    await stage.reachable(port);
  },
};
