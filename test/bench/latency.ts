import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import type { V1Pod } from '@kubernetes/client-node';
import { addressOf, fakeNodes } from '../framework/cluster/nodes.ts';
import { isReady } from '../framework/cluster/load-balancer.ts';
import { addressesOf } from '../framework/cluster/service.ts';
import { TestNamespace } from '../framework/cluster/test-namespace.ts';
import { eventually } from '../framework/processes/eventually.ts';
import { onCluster, prepare } from './deployed-cluster.ts';
import type { DeployedCluster } from './deployed-cluster.ts';
import { watchFirstTimes } from './first-times.ts';
import { numbersIn } from './machine.ts';
import { median, quantile } from './statistics.ts';
import { printTable } from './table.ts';

/** From the event of a ready proxy to the event of its Service with the address of the node, one Service at a time. */
const [SAMPLES = NaN] = numbersIn('BENCH_SAMPLES', '40');
const QUIET_MILLISECONDS = 2000;

/** Milliseconds for each proxy of each Service. */
async function sample(cluster: DeployedCluster): Promise<number[]> {
  const { api } = cluster;
  const namespace = await TestNamespace.create(cluster, 'latency');
  const path = `/api/v1/namespaces/${namespace.name}`;
  const ready = await watchFirstTimes(api, `${path}/pods`, (pod: V1Pod) =>
    isReady(pod) ? [pod.spec?.nodeName ?? ''] : [],
  );
  const published = await watchFirstTimes(api, `${path}/services`, addressesOf);
  const delays: number[][] = [];
  // The first one warms up.
  while (delays.length <= SAMPLES) {
    ready.times.clear();
    published.times.clear();
    const web = await namespace.createService(`web-${delays.length}`);
    await published.last(fakeNodes.length);
    delays.push([...ready.times].map(([node, at]) => (published.times.get(addressOf(node)) ?? NaN) - at));
    await web.delete();
    await eventually(async () => {
      const { items } = await api.core.listNamespacedPod({ namespace: namespace.name });
      assert.equal(items.length, 0, 'pods are left');
    });
    // The cluster is quiet again when no controller has anything to do for the last Service.
    await sleep(QUIET_MILLISECONDS);
  }
  ready.end();
  published.end();
  return delays.slice(1).flat();
}

prepare();
const delays = await onCluster(fakeNodes, sample);
printTable([
  {
    samples: delays.length,
    'median ms': median(delays).toFixed(),
    '95 % ms': quantile(delays, 0.95).toFixed(),
    'most ms': Math.max(...delays).toFixed(),
  },
]);
