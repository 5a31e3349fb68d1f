import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from '../../framework/cluster/api.ts';
import { startCluster } from '../../framework/cluster/cluster.ts';
import { eventually } from '../../framework/processes/eventually.ts';
import { addressOf, fakeNodes } from '../../framework/cluster/nodes.ts';
import { median, quantile } from '../statistics.ts';
import { watchArrivals } from './arrivals.ts';
import type { Arrivals } from './arrivals.ts';
import { createNamespace } from '../../framework/cluster/test-namespace.ts';
import { build, describeMachine } from '../machine.ts';
import { head, row } from '../table.ts';
import { withCluster } from '../cluster/start.ts';
import { requirePrograms } from '../../framework/processes/programs.ts';
import { createLoadBalancer, deleteLoadBalancer } from './services.ts';

/** From the event of a ready proxy to the event of its Service with the address of the node, one Service at a time. */
const SAMPLES = Number(process.env['BENCH_SAMPLES'] ?? 40);
const QUIET_MILLISECONDS = 2000;
const namespace = 'latency';

/** Milliseconds for each proxy, in the order in which they became ready. */
async function sample(api: Api, { ready, published }: Arrivals, index: number): Promise<number[]> {
  ready.clear();
  published.clear();
  await createLoadBalancer(api, namespace, index);
  await eventually(() => {
    assert.equal(published.size, fakeNodes.length);
    assert.equal(ready.size, fakeNodes.length);
  });
  const delays = [...ready].map(([node, at]) => (published.get(addressOf(node)) ?? NaN) - at);
  await deleteLoadBalancer(api, namespace, index);
  // The cluster is quiet again when no controller has anything to do for the last Service.
  await sleep(QUIET_MILLISECONDS);
  return delays;
}

async function sampleAll(api: Api): Promise<number[][]> {
  await createNamespace(api, namespace);
  const arrivals = await watchArrivals(api, namespace);
  try {
    // The first one warms up.
    await sample(api, arrivals, 0);
    const samples: number[][] = [];
    while (samples.length < SAMPLES) samples.push(await sample(api, arrivals, samples.length + 1));
    return samples;
  } finally {
    arrivals.end();
  }
}

function resultRow(title: string, delays: readonly number[]): string {
  const values = [median(delays), quantile(delays, 0.95), Math.max(...delays)];
  return row([title, delays.length, ...values.map((delay) => delay.toFixed())]);
}

requirePrograms();
build();
console.log(`${describeMachine()}\n`);
const samples = await withCluster(await startCluster({ name: 'latency' }), ({ api }) => sampleAll(api));
console.log(head(['proxy of its Service', 'samples', 'median ms', '95 % ms', 'most ms']));
console.log(resultRow('any', samples.flat()));
for (const [index, title] of ['first', 'second', 'third'].entries())
  console.log(
    resultRow(
      title,
      samples.flatMap((delays) => delays[index] ?? []),
    ),
  );
