// Runs the rest in namespaces of its own, so it is imported first.
import '../../e2e/node/prepare.ts';
import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import type { V1Pod } from '@kubernetes/client-node';
import { startRealCluster } from '../../e2e/node/real-cluster.ts';
import { everyAddress, realNodes } from '../../e2e/node/real-node.ts';
import { isReady, nodeOf } from '../../framework/cluster/load-balancer.ts';
import { addressesOf } from '../../framework/cluster/service.ts';
import { createNamespace, TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { eventually } from '../../framework/processes/eventually.ts';
import { Launcher } from '../../framework/processes/launcher.ts';
import type { Program } from '../../framework/processes/launcher.ts';
import { watchFirstTimes } from '../first-times.ts';
import { describeMachine, numbersIn } from '../machine.ts';
import { spread } from '../statistics.ts';
import { printTable } from '../table.ts';
import { recordContainers } from './containers.ts';
import type { Containers } from './containers.ts';

/** From the creation of a proxy on a real node to its address in the Service, one Service at a time. */
const [SERVICES = NaN] = numbersIn('BENCH_SAMPLES', '15');
/** More flags of the kubelets. */
const KUBELET_FLAGS = (process.env['BENCH_KUBELET_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '');
/** What happens to a proxy, and what then takes the time until the next of these moments. */
const MOMENTS = [
  ['the pod is created', 'scheduler, kubelet, sandbox, CNI'],
  ['`ruleset` is created', 'containerd, runc'],
  ['`ruleset` starts', 'proxy.sh, nft'],
  ['`ruleset` has ended', 'the kubelet notices it'],
  ['`tcp` is created', 'containerd, runc'],
  ['`tcp` starts', 'the kubelet reports it'],
  ['the pod is ready', 'Metacontroller, hook'],
  ['its address is published', ''],
] as const;
/** Of each moment, in milliseconds since the epoch. */
type Times = readonly number[];

function timesOf({ status }: V1Pod, seen: Containers) {
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const [ruleset, tcp] = ['ruleset', 'tcp'].map((wanted) =>
    seen(all.find(({ name }) => name === wanted)?.containerID?.replace('containerd://', '') ?? ''),
  );
  return [ruleset?.created, ruleset?.started, ruleset?.ended, tcp?.created, tcp?.started].map(
    (time) => time ?? NaN,
  );
}

async function measure(): Promise<Times[]> {
  const withFlags = (program: Program): Program =>
    program.name.endsWith('-kubelet') ? { ...program, args: [...program.args, ...KUBELET_FLAGS] } : program;
  const cluster = await startRealCluster(new Launcher('start', withFlags));
  const { api } = cluster;
  const seen = await recordContainers(cluster);
  await createNamespace(api, 'start');
  const namespace = new TestNamespace(cluster, 'start');
  const keysOf = (pod: V1Pod) => [
    `${pod.metadata?.uid} created`,
    ...(isReady(pod) ? [`${pod.metadata?.uid} ready`] : []),
  ];
  const pods = await watchFirstTimes(api, '/api/v1/namespaces/start/pods', keysOf);
  const services = await watchFirstTimes(api, '/api/v1/namespaces/start/services', addressesOf);
  const found: Times[] = [];
  // The first one warms up.
  for (let count = 0; count <= SERVICES; count += 1) {
    services.times.clear();
    const web = await namespace.createService(`web-${count}`);
    await web.exposedAt(everyAddress);
    await sleep(500);
    for (const pod of await web.proxies()) {
      const address = realNodes.find(({ name }) => name === nodeOf(pod))?.address ?? '';
      const at = (times: Map<string, number>, key: string) =>
        performance.timeOrigin + (times.get(key) ?? NaN);
      const created = at(pods.times, `${pod.metadata?.uid} created`);
      const ready = at(pods.times, `${pod.metadata?.uid} ready`);
      if (count > 0) found.push([created, ...timesOf(pod, seen), ready, at(services.times, address)]);
    }
    await web.delete();
    const isGone = async () => {
      assert.deepEqual(await web.proxies(), []);
    };
    await eventually(isGone);
    await sleep(1000 * (1 + Math.random()));
  }
  await cluster.stop(false);
  return found;
}

const machine = describeMachine();
const times = await measure();
console.log(`${machine}; medians of ${times.length} proxies and their quartiles\n`);
const steps = MOMENTS.slice(0, -1).map(([, who], index) => [index, index + 1, who] as const);
printTable(
  [...steps, [1, 6, 'sum'] as const, [0, 7, 'sum'] as const].map(([from, to, who]) => ({
    from: MOMENTS[from]?.[0] ?? '',
    to: MOMENTS[to]?.[0] ?? '',
    'what takes the time': who,
    ms: spread(
      times.map((each) => (each[to] ?? NaN) - (each[from] ?? NaN)),
      0,
    ),
  })),
);
process.exit();
