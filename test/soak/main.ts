import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';

import { startCluster } from '../framework/cluster/cluster.ts';
import type { Cluster } from '../framework/cluster/cluster.ts';
import { listExposures } from '../framework/cluster/exposure.ts';
import { TestNamespace } from '../framework/cluster/test-namespace.ts';
import { eventually } from '../framework/processes/eventually.ts';
import { Nodes, soakNodes } from './nodes.ts';
import { Random } from './random.ts';
import { Services } from './services.ts';

/**
 * npm run soak:cluster: 30 Services change at random on 30 simulated nodes that fail, are drained and return, while the engine and
 * the hook are killed. Each minute everything rests until the addresses of every Service are those of a model.
 *   SOAK_MINUTES  10 by default
 *   SOAK_SEED     repeats the choices of a run that printed it; not the moments at which the programs react
 */
const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 10);
const SEED = Number(process.env['SOAK_SEED'] ?? Date.now() % 1_000_000);
const DISTURBED = 45_000;
/** Includes the 10 s after which Kubernetes reports that a node has failed, and the 30 s for which a rollout then waits for it. */
const REST = 120_000;

async function killed(program: Cluster['engine'] | Cluster['hook'], name: string): Promise<string> {
  await program.kill();
  await program.start();
  return `${name} was killed`;
}

/** One disturbance after the other. */
async function disturb(cluster: Cluster, services: Services, nodes: Nodes, random: Random): Promise<void> {
  const actions = [
    ...Array.from({ length: 6 }, () => () => services.create(random)),
    ...Array.from({ length: 4 }, () => () => services.change(random)),
    ...Array.from({ length: 2 }, () => () => services.remove(random)),
    ...Array.from({ length: 2 }, () => () => nodes.fail(random)),
    ...Array.from({ length: 2 }, () => () => nodes.drain(random)),
    ...Array.from({ length: 3 }, () => () => nodes.recover(random)),
    () => killed(cluster.engine, 'the engine'),
    () => killed(cluster.hook, 'the hook'),
  ];
  const until = performance.now() + DISTURBED;
  while (performance.now() < until) {
    const done = await random.pick(actions)?.();
    if (done !== undefined) console.log(`  ${done}`);
    await sleep(100 + random.below(1000));
  }
}

async function nothingLeft({ api }: Cluster, namespace: string): Promise<void> {
  const lists = [
    api.apps.listNamespacedDaemonSet({ namespace }),
    api.apps.listNamespacedDeployment({ namespace }),
    api.core.listNamespacedService({ namespace }),
  ];
  const left = (await Promise.all(lists)).flatMap(({ items }) => items.map(({ metadata }) => metadata?.name));
  assert.deepEqual([...left, ...(await listExposures(api, namespace))], []);
}

async function run(cluster: Cluster): Promise<void> {
  const random = new Random(SEED);
  const nodes = new Nodes(cluster);
  const namespace = await TestNamespace.create(cluster, 'soak');
  await namespace.createPool('default');
  const services = new Services(namespace);
  for (let minute = 1; minute <= MINUTES; minute += 1) {
    await disturb(cluster, services, nodes, random);
    const began = performance.now();
    await eventually(() => services.check(nodes), {
      timeout: REST,
      interval: 1000,
      what: 'the model differs',
    });
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(
      `minute ${minute}: ${services.size} Services on ${nodes.serving.length} of ${soakNodes.length} nodes are as the model says, after ${seconds} s`,
    );
  }
  await services.removeAll();
  await eventually(() => nothingLeft(cluster, namespace.name), { what: 'something is left' });
  console.log('Nothing is left over.');
}

console.log(`SOAK_SEED=${SEED} SOAK_MINUTES=${MINUTES}`);
const cluster = await startCluster({ name: 'soak', nodes: soakNodes });
try {
  await run(cluster);
  await cluster.stop(false);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await cluster.stop(true);
  process.exitCode = 1;
}
