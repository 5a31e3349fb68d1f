import { strict as assert } from 'node:assert';

import { everyAddress } from '../cluster/real-node.ts';
import { backendPort, targets } from '../real-namespace.ts';
import type { RealNamespace } from '../real-namespace.ts';
import type { Target } from '../traffic/client.ts';

async function refusedEverywhere(
  { cluster }: RealNamespace,
  port: number,
  protocol: Target['protocol'] = 'TCP',
): Promise<number> {
  const start = performance.now();
  const message = protocol === 'TCP' ? 'ECONNREFUSED' : /timeout|ECONNREFUSED/;
  for (const target of targets(port, protocol)) await cluster.client.refused(target, message);
  return Math.round(performance.now() - start);
}

export const title =
  'another port, another protocol, ClusterIP and back: the old port refuses, the new one answers';

export async function run(namespace: RealNamespace): Promise<void> {
  const [first, second] = [namespace.port(), namespace.port()];
  await namespace.backends();
  const web = await namespace.expose([first]);
  await namespace.reachable(first);

  await web.patch({ spec: { ports: [backendPort(second)] } });
  await namespace.reachable(second);
  await refusedEverywhere(namespace, first);

  await web.patch({ spec: { ports: [backendPort(`${second}/UDP`)] } });
  await namespace.reachable(second, 'UDP');
  await refusedEverywhere(namespace, second);

  await web.patch({ spec: { ports: [backendPort(second)] } });
  await namespace.reachable(second);
  await refusedEverywhere(namespace, second, 'UDP');
  await web.rolledOut([`${second}/TCP`]);
  await web.exposedAt(everyAddress);
  await web.patch({ spec: { type: 'ClusterIP' } });
  const took = await refusedEverywhere(namespace, second);
  console.log(`        ClusterIP: refused everywhere after ${took} ms`);
  assert.ok(took < 15_000, `refused after ${took} ms`);
  await web.released();

  await web.patch({ spec: { type: 'LoadBalancer' } });
  await web.exposedAt(everyAddress);
  await namespace.reachable(second);
}
