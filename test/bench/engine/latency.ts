import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from '../../e2e/framework/api.ts';
import { startCluster } from '../../e2e/framework/cluster.ts';
import { eventually } from '../../e2e/framework/eventually.ts';
import { addressOf, fakeNodes } from '../../e2e/framework/nodes.ts';
import { median, quantile } from '../quantile.ts';
import { watchArrivals } from './arrivals.ts';
import type { Arrivals } from './arrivals.ts';
import { createNamespace } from './namespace.ts';
import { prepare } from './prepare.ts';
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

function row(title: string, delays: readonly number[]): string {
  const cells = [median(delays), quantile(delays, 0.95), Math.max(...delays)].map((delay) => delay.toFixed());
  return `| ${[title, delays.length, ...cells].join(' | ')} |`;
}

console.log(`${prepare()}\n`);
const cluster = await startCluster('dynamic-apply', { name: 'latency' });
let failed = true;
try {
  const samples = await sampleAll(cluster.api);
  console.log(
    '| proxy of its Service | samples | median ms | 95 % ms | most ms |\n| --- | --- | --- | --- | --- |',
  );
  console.log(row('any', samples.flat()));
  for (const [index, title] of ['first', 'second', 'third'].entries())
    console.log(
      row(
        title,
        samples.flatMap((delays) => delays[index] ?? []),
      ),
    );
  failed = false;
} finally {
  await cluster.stop(failed);
}
