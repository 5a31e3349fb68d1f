import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import { create, mergePatch } from '../framework/cluster/api.ts';
import { createNamespace } from '../framework/cluster/test-namespace.ts';
import { eventually } from '../framework/processes/eventually.ts';
import { onCluster, prepare } from './deployed-cluster.ts';
import type { DeployedCluster, Processor } from './deployed-cluster.ts';
import { numbersIn } from './machine.ts';
import { repeat, WORKERS } from './repeat.ts';
import { printTable } from './table.ts';

/** What Services that are not ours cost: the creation of ClusterIP Services, and then an event of an unrelated pod. */
const SERVICES = numbersIn('BENCH_SERVICES', '100,1000,3000');
const EVENTS = 2000;
/** The engine asks the API server every 10 seconds which kinds it serves: each idle time contains this once. */
const IDLE_SECONDS = 10;
/** Both programs are quiet if they use less than this share of one processor for this long. */
const QUIET = { share: 0.05, seconds: 2 };
const namespace = 'unrelated';

type Cost = Processor & { readonly seconds: number };

async function during({ processor }: DeployedCluster, work: () => Promise<unknown>): Promise<Cost> {
  const [before, start] = [await processor(), performance.now()];
  await work();
  const [after, end] = [await processor(), performance.now()];
  return {
    engine: after.engine - before.engine,
    hook: after.hook - before.hook,
    seconds: (end - start) / 1000,
  };
}

async function untilQuiet(cluster: DeployedCluster): Promise<void> {
  const isQuiet = async () => {
    const { engine, hook, seconds } = await during(cluster, () => sleep(QUIET.seconds * 1000));
    assert.ok(engine + hook < QUIET.share * seconds);
  };
  await eventually(isQuiet, { timeout: 1_200_000, what: 'engine and hook were not quiet' });
}

/** What work and everything that follows from it cost, without what both programs use when they are idle. */
async function costOf(cluster: DeployedCluster, work: () => Promise<unknown>): Promise<Processor> {
  await untilQuiet(cluster);
  const idle = await during(cluster, () => sleep(IDLE_SECONDS * 1000));
  const busy = await during(cluster, async () => {
    await work();
    await untilQuiet(cluster);
  });
  const share = busy.seconds / idle.seconds;
  // Little work can seem to cost less than nothing.
  const cost = (program: 'engine' | 'hook') => Math.max(0, busy[program] - share * idle[program]);
  return { engine: cost('engine'), hook: cost('hook') };
}

async function measure(cluster: DeployedCluster, services: number) {
  const { api, engine } = cluster;
  // The Service of the API server itself: from then on the controllers run.
  await eventually(async () => {
    assert.ok((await engine.calls()) > 0, 'the hook was not called');
  });
  await createNamespace(api, namespace);
  // The scheduler would write about a pod that it cannot place.
  const spec = { schedulerName: 'none', containers: [{ name: 'main', image: 'docker.io/library/none:1' }] };
  await repeat(WORKERS, (index) =>
    create(api, { apiVersion: 'v1', kind: 'Pod', metadata: { name: `pod-${index}`, namespace }, spec }),
  );
  const creation = await costOf(cluster, () =>
    repeat(services, (index) => {
      const name = `web-${index}`;
      const web = { selector: { app: name }, ports: [{ port: 80 }] };
      return create(api, { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: web });
    }),
  );
  // Every worker has a pod, so that no two requests meet at one.
  const events = await costOf(cluster, () =>
    repeat(EVENTS, (index, worker) => {
      const body = { metadata: { annotations: { 'example.org/value': `${index}` } } };
      return api.core.patchNamespacedPod({ name: `pod-${worker}`, namespace, body }, mergePatch);
    }),
  );
  return {
    'ClusterIP Services': services,
    'creation: engine s': creation.engine.toFixed(1),
    'hook s': creation.hook.toFixed(1),
    'event of a pod: engine ms': ((1000 * events.engine) / EVENTS).toFixed(2),
  };
}

prepare();
const rows = [];
for (const services of SERVICES) rows.push(await onCluster([], (cluster) => measure(cluster, services)));
printTable(rows);
