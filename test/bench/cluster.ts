import { strict as assert } from 'node:assert';
import type { V1Service } from '@kubernetes/client-node';
import { create, identity } from '../framework/cluster/api.ts';
import { addressesOf } from '../framework/cluster/service.ts';
import { assertSteady, settle } from '../framework/cluster/steady.ts';
import { TestNamespace } from '../framework/cluster/test-namespace.ts';
import { difference, readWrites } from '../framework/cluster/writes.ts';
import { eventually } from '../framework/processes/eventually.ts';
import { nodesOf, onCluster, prepare } from './deployed-cluster.ts';
import type { DeployedCluster } from './deployed-cluster.ts';
import { watchFirstTimes } from './first-times.ts';
import { numbersIn } from './machine.ts';
import { printTable } from './table.ts';

/** How long Services take that are created together, relative to the same DaemonSets alone. */
const NODES = numbersIn('BENCH_NODES', '100');
const SERVICES = numbersIn('BENCH_SERVICES', '10,50');
const STEADY_SECONDS = 30;

async function podsGone({ api, plane }: DeployedCluster, namespace: string): Promise<void> {
  const hasNone = async () => {
    const { items } = await api.core.listNamespacedPod({ namespace, limit: 1 });
    assert.equal(items.length, 0, 'pods are left');
  };
  await eventually(hasNone, { timeout: 300_000, interval: 500 });
  await settle(plane, 3000, 120_000);
}

/** Seconds until each Service has the addresses of all nodes. */
async function publish({ api }: DeployedCluster, namespace: TestNamespace, services: number, nodes: number) {
  const path = `/api/v1/namespaces/${namespace.name}/services`;
  const complete = await watchFirstTimes(api, path, (service: V1Service) =>
    addressesOf(service).length === nodes ? [identity(service).uid] : [],
  );
  const start = performance.now();
  const names = Array.from({ length: services }, (_, index) => `web-${index}`);
  await Promise.all(names.map((name) => namespace.createService(name)));
  const last = await complete.last(services).finally(complete.end);
  return (last - start) / 1000;
}

/**
 * How long the same DaemonSets need alone, all created at once: no load balancer that makes a DaemonSet for a Service can
 * be faster. The Services are deleted before, because two pods cannot bind one host port.
 * @returns seconds until all pods run
 */
async function runAlone(
  cluster: DeployedCluster,
  testNamespace: TestNamespace,
  pods: number,
): Promise<number> {
  const { name: namespace } = testNamespace;
  const { items } = await cluster.api.apps.listNamespacedDaemonSet({ namespace });
  await testNamespace.cleanUp();
  await podsGone(cluster, namespace);
  // kwok's pods are ready when they run.
  const path = `/api/v1/namespaces/${namespace}/pods?fieldSelector=status.phase%3DRunning`;
  const running = await watchFirstTimes(cluster.api, path, (pod) => [identity(pod).uid]);
  const start = performance.now();
  await Promise.all(
    items.map(({ metadata, spec }, index) => {
      const labels = metadata?.labels ?? {};
      const plain = { apiVersion: 'apps/v1', kind: 'DaemonSet', spec };
      return create(cluster.api, { ...plain, metadata: { name: `plain-${index}`, namespace, labels } });
    }),
  );
  return ((await running.last(pods).finally(running.end)) - start) / 1000;
}

async function measure(cluster: DeployedCluster, services: number, nodes: number) {
  const { plane, engine } = cluster;
  const namespace = await TestNamespace.create(cluster, 'bench');
  // Creates and deletes one Service: then everything is connected and has run once.
  await namespace.engineCaughtUp();
  await namespace.cleanUp();
  await podsGone(cluster, namespace.name);
  const read = async () => ({
    writes: await readWrites(plane),
    calls: await engine.calls(),
    processor: await cluster.processor(),
  });
  const before = await read();
  const together = await publish(cluster, namespace, services, nodes);
  await settle(plane, 5000, 120_000);
  const after = await read();
  await assertSteady(cluster, STEADY_SECONDS, services);
  const alone = await runAlone(cluster, namespace, services * nodes);
  const changes = difference(before.writes, after.writes).filter((line) =>
    line.includes(' services/status 2'),
  );
  return {
    nodes,
    Services: services,
    'all addresses, s': together.toFixed(1),
    'DaemonSets alone, s': alone.toFixed(1),
    'all addresses / alone': (together / alone).toFixed(2),
    'changes of Services': changes.reduce((sum, line) => sum + Number.parseInt(line, 10), 0),
    'sync calls': after.calls - before.calls,
    'engine CPU s': (after.processor.engine - before.processor.engine).toFixed(1),
    'hook CPU s': (after.processor.hook - before.processor.hook).toFixed(1),
  };
}

prepare();
const rows = [];
for (const nodes of NODES)
  for (const services of SERVICES)
    rows.push(await onCluster(nodesOf(nodes), (cluster) => measure(cluster, services, nodes)));
printTable(rows);
