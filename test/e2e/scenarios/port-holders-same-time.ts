import { strict as assert } from 'node:assert';

import type { LoadBalancer } from '../../framework/cluster/load-balancer.ts';
import { everyNode } from '../../framework/cluster/nodes.ts';
import { byAge, creationTimeOf } from '../../framework/cluster/service.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';

const annotations = { workload: 'None' };

/** Four Services of one port that were created in one second. On a machine that stalls, another port is tried. */
async function createAtOnce(namespace: TestNamespace): Promise<LoadBalancer[]> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const ports = [namespace.port()];
    const services = await Promise.all(
      [1, 2, 3, 4].map((index) => namespace.createService(`web-${attempt}-${index}`, { ports, annotations })),
    );
    const times = await Promise.all(services.map(async (service) => creationTimeOf(await service.read())));
    if (new Set(times).size === 1) return services;
    await Promise.all(services.map((service) => service.delete()));
  }
  return assert.fail('no attempt created four Services within one second');
}

export const title =
  'Services without proxies and one port are created in the same second: the uid decides, also after a restart of the engine';

export async function run(namespace: TestNamespace): Promise<void> {
  const { engine } = namespace.cluster;
  await namespace.createPool('default');
  const [holder, ...others] = await byAge(await createAtOnce(namespace));
  assert.ok(holder);
  const isHeld = async (): Promise<void> => {
    await holder.exposedAt(everyNode);
    for (const service of others) await service.reportsProblem('PortTaken');
  };
  await isHeld();

  await engine.stop();
  await engine.start();
  await namespace.engineCaughtUp();
  await isHeld();
}
