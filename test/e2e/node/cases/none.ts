import { strict as assert } from 'node:assert';

import { eventually } from '../../../framework/processes/eventually.ts';
import { clientAddresses } from '../cluster/network.ts';
import { everyAddress, realNodes } from '../cluster/real-node.ts';
import { targets } from '../real-namespace.ts';
import type { RealNamespace } from '../real-namespace.ts';

/** Waits until every address is answered by a backend on its own node, which sees the client itself. */
async function staysOnNode(
  { cluster }: RealNamespace,
  port: number,
  nodes: ReadonlyMap<string, string>,
): Promise<void> {
  for (const target of targets(port)) {
    const home = realNodes.find(({ address }) => address === target.address)?.name;
    await eventually(
      async () => {
        const { backend, caller } = await cluster.client.call(target);
        assert.deepEqual([nodes.get(backend), caller], [home, clientAddresses[0]]);
      },
      { what: `${target.address} did not stay on ${home ?? '?'}` },
    );
  }
}

export const title =
  'with workload None every address answers without a pod, with Local to the client itself; with Proxy it is refused';

export async function run(namespace: RealNamespace): Promise<void> {
  const pool = await namespace.createPool(namespace.name);
  await pool.reports(realNodes.map(({ name }) => name));
  const port = namespace.port();
  const backends = await namespace.backends();
  const web = await namespace.expose([port, `${port}/UDP`]);

  await web.annotate({ workload: 'None', pool: pool.name });
  if (namespace.ipMode === 'Proxy') {
    // Without proxies nothing would serve, so they stay.
    await web.reportsProblem('InvalidAnnotation', everyAddress);
    await namespace.reachable(port);
    return;
  }
  await web.workloadGone();
  await web.exposedAt(everyAddress);
  for (const protocol of ['TCP', 'UDP'] as const) await namespace.reachable(port, protocol);
  await web.patch({ spec: { externalTrafficPolicy: 'Local' } });
  await staysOnNode(namespace, port, await backends.nodes());

  await web.annotate({ workload: null });
  await web.available();
  await web.exposedAt(everyAddress);
  await namespace.reachable(port);
}
