import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from '../framework/cluster/pool.ts';
import { addressesOf } from '../framework/cluster/service.ts';
import { TestNamespace } from '../framework/cluster/test-namespace.ts';
import { eventually } from '../framework/processes/eventually.ts';
import { nodesOf, onCluster, prepare } from './deployed-cluster.ts';
import type { DeployedCluster } from './deployed-cluster.ts';
import { numbersIn } from './machine.ts';
import { repeat } from './repeat.ts';
import { printTable } from './table.ts';

/** Calls of exposures/sync that one change causes where ports are shared, and where they are not. Without proxies. */
const [NODES = NaN] = numbersIn('BENCH_NODES', '100');
const [SERVICES = NaN] = numbersIn('BENCH_SERVICES', '500');
const [ON_ONE_PORT = NaN] = numbersIn('BENCH_WAITING', '50');
const PORTS = 3;
const QUIET_MILLISECONDS = 5000;

/** The calls from an action on until there are no more. */
async function syncsOf({ engine }: DeployedCluster, action: () => Promise<unknown>): Promise<number> {
  const before = await engine.calls('akrobateo-exposures');
  await action();
  let last = NaN;
  for (let now = before; now !== last; now = await engine.calls('akrobateo-exposures')) {
    last = now;
    await sleep(QUIET_MILLISECONDS);
  }
  return last - before;
}

async function measure(cluster: DeployedCluster) {
  const namespace = await TestNamespace.create(cluster, 'ports');
  await Pool.create(cluster.api, 'default');
  const expose = (name: string, ports: readonly number[]) =>
    namespace.createService(name, {
      ports,
      annotations: { workload: 'None' },
      spec: { allocateLoadBalancerNodePorts: false },
    });
  const exposed = async (service: Awaited<ReturnType<typeof expose>>) => {
    const isExposed = async () => {
      assert.equal(addressesOf(await service.read()).length, NODES);
    };
    await eventually(isExposed, { timeout: 300_000, what: `${service.name} was not exposed` });
  };
  const quiet = () => syncsOf(cluster, () => Promise.resolve());

  await repeat(SERVICES, (index) => {
    const first = 1024 + PORTS * index;
    return expose(`own-${index}`, [first, first + 1, first + 2]);
  });
  await exposed(await expose('last', [79]));
  await quiet();
  const alone = await syncsOf(cluster, () => expose('one-more', [80, 81, 82]));

  const holder = await expose('holder', [443]);
  await exposed(holder);
  // The others are younger: times are stored in whole seconds.
  await sleep(1100);
  await repeat(ON_ONE_PORT - 1, (index) => expose(`waits-${index}`, [443]));
  await quiet();
  const freed = await syncsOf(cluster, () => holder.delete());
  return [
    [`one more Service, where ${SERVICES} have ${PORTS} ports each and share none`, alone],
    [`the holder of a port that ${ON_ONE_PORT} Services request is deleted`, freed],
  ] as const;
}

prepare();
const counts = await onCluster(nodesOf(NODES), measure);
printTable(counts.map(([change, calls]) => ({ 'what changes': change, 'calls of exposures/sync': calls })));
