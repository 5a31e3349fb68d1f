// Runs the rest in namespaces of its own, so it is imported first.
import '../../e2e/node/prepare.ts';
import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import { CoordinationV1Api } from '@kubernetes/client-node';
import { startRealCluster } from '../../e2e/node/real-cluster.ts';
import type { RealCluster } from '../../e2e/node/real-cluster.ts';
import { RealNamespace } from '../../e2e/node/real-namespace.ts';
import { everyAddress, realNodes } from '../../e2e/node/real-node.ts';
import { whileCalling } from '../../e2e/node/traffic.ts';
import { recordsOf, startExternalDns, zone } from '../../framework/cluster/external-dns.ts';
import { createNamespace } from '../../framework/cluster/test-namespace.ts';
import { eventually } from '../../framework/processes/eventually.ts';
import { Launcher } from '../../framework/processes/launcher.ts';
import { describeMachine, numbersIn } from '../machine.ts';
import { printTable } from '../table.ts';
import { monitorNodes } from './monitor-nodes.ts';
import { watchLosses } from './losses.ts';

/** The grace period of the controller manager in seconds, by default that of Kubernetes; the other periods follow it. */
const [GRACE = NaN] = numbersIn('BENCH_GRACE', '50');
const [ROUNDS = NaN] = numbersIn('BENCH_ROUNDS', '3');
const [survivor, victim] = realNodes;
const name = `web.${zone}`;
const patient = { timeout: 240_000, interval: 50 };

/** From the failure of a node to what follows from it, in seconds. */
type Result = Record<string, string | number>;

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}

/** The node with the leader of Metacontroller. */
async function leader({ api }: RealCluster): Promise<string> {
  const namespace = 'akrobateo-system';
  const target = { namespace, name: 'akrobateo-metacontroller' };
  const { spec } = await api.config.makeApiClient(CoordinationV1Api).readNamespacedLease(target);
  const { items } = await api.core.listNamespacedPod({ namespace });
  const pod = items.find(({ metadata }) => spec?.holderIdentity?.startsWith(metadata?.name ?? '?'));
  return pod?.spec?.nodeName ?? '?';
}

async function measureRound(namespace: RealNamespace, port: number): Promise<Result> {
  const { cluster } = namespace;
  const node = cluster.nodes.find((each) => each.name === victim?.name) ?? assert.fail();
  const losses = await watchLosses(cluster.api, {
    namespace: namespace.name,
    node: node.name,
    address: victim?.address ?? '',
  });
  // A heartbeat may have been sent at any time before.
  await sleep(Math.random() * 10_000);
  const leads = await leader(cluster);
  const start = losses.begin();
  let removed = NaN;
  const [tally] = await whileCalling([{ address: survivor?.address ?? '', port }], async () => {
    await node.fail();
    await eventually(() => {
      assert.deepEqual(recordsOf(cluster.launcher), [`${name} A ${survivor?.address ?? ''}`]);
    }, patient);
    removed = performance.now() - start;
  });
  const found = losses.found();
  losses.end();
  await node.recover();
  return {
    'engine led from': leads,
    ...Object.fromEntries(Object.entries(found).map(([what, at]) => [what, seconds(at)])),
    'DNS record': seconds(removed),
    'failed at the other node': `${tally?.failed} of ${tally?.made}`,
  };
}

async function measure(): Promise<Result[]> {
  const cluster = await startRealCluster(new Launcher('failover', monitorNodes(GRACE)));
  await createNamespace(cluster.api, 'failover');
  const namespace = new RealNamespace(cluster, 'failover', 'VIP');
  await namespace.backends();
  const port = namespace.port();
  await namespace.createPool('edge');
  const web = await namespace.expose([port]);
  await web.annotate({ pool: 'edge' });
  await web.patch({ metadata: { annotations: { 'external-dns.alpha.kubernetes.io/hostname': name } } });
  await startExternalDns(cluster, namespace.name, ['--events']);
  const results: Result[] = [];
  for (let count = 0; count < ROUNDS; count += 1) {
    await web.exposedAt(everyAddress, 180_000);
    await cluster.installation.complete();
    await eventually(() => {
      assert.deepEqual(recordsOf(cluster.launcher), [`${name} A ${everyAddress.join(', ')}`]);
    }, patient);
    await namespace.reachable(port);
    results.push(await measureRound(namespace, port));
    console.log(JSON.stringify(results.at(-1)));
  }
  await cluster.stop(false);
  return results;
}

const machine = describeMachine();
const results = await measure();
console.log(`${machine}; seconds after the failure of a node, grace period ${GRACE} s\n`);
printTable(results);
process.exit();
