import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';

import type { LoadBalancer } from '../../../framework/cluster/load-balancer.ts';
import { annotationOf, exposedOf } from '../../../framework/cluster/service.ts';
import { assertNeverWithout } from '../../../framework/cluster/statuses.ts';
import { runIn } from '../../../framework/network/namespace.ts';
import { eventually } from '../../../framework/processes/eventually.ts';
import { addCase, backendPort, targets } from '../real-namespace.ts';
import type { RealNamespace } from '../real-namespace.ts';
import { everyAddress } from '../real-node.ts';
import { assertNoFailures, outageOf, reaches, whileCalling } from '../traffic.ts';
import type { Tally } from '../traffic.ts';

addCase(
  'backends-rolled',
  'backends are replaced, externalTrafficPolicy Cluster and Local: not one connection fails',
  async (namespace) => {
    const backends = await namespace.backends();
    for (const externalTrafficPolicy of ['Cluster', 'Local']) {
      const port = namespace.port();
      const web = await namespace.expose([port], { externalTrafficPolicy });
      await namespace.reachable(port);

      const statuses = await web.recordStatuses();
      const tallies = await whileCalling(targets(port), () => backends.roll());
      assertNoFailures(tallies, externalTrafficPolicy);
      const nodes = await backends.nodes();
      for (const { backends: answered } of tallies)
        assert.ok(
          Object.keys(answered).some((name) => nodes.has(name)),
          'no new backend answered',
        );
      assertNeverWithout(await statuses.end(), everyAddress);
      await web.delete();
    }
  },
);

addCase('udp-backend-replaced', 'a UDP flow continues when its backend is replaced', async (namespace) => {
  const port = namespace.port();
  const backends = await namespace.backends(1);
  await namespace.expose([`${port}/UDP`]);
  await namespace.reachable(port, 'UDP');

  const called = targets(port, 'UDP');
  let name = '';
  const tallies = await whileCalling(called, async () => {
    await backends.roll();
    // Datagrams to a deleted backend are lost. The flow must reach the other one.
    [name = ''] = (await backends.nodes()).keys();
    for (const target of called) assert.equal((await reaches(target)).backend, name);
    // A new flow reaches it earlier than one whose conntrack entry has to be removed first.
    await sleep(3000);
  });
  for (const tally of tallies) {
    assert.ok((tally.backends[name] ?? 0) > 0, 'the flow never reached the new backend');
    assert.ok(outageOf(tally) < 3000, `no answers for ${outageOf(tally)} ms`);
  }
});

/** @throws {AssertionError} unless at every moment one of the addresses answered, and each again within ten seconds */
function assertApart(tallies: readonly Tally[]): void {
  for (const tally of tallies) assert.ok(outageOf(tally) < 10_000, `no answers for ${outageOf(tally)} ms`);
  const [first, second] = tallies
    .filter(({ failed }) => failed > 0)
    .sort((a, b) => a.firstFailure - b.firstFailure);
  if (first === undefined || second === undefined) return;
  const overlap = first.lastFailure - second.firstFailure;
  assert.ok(overlap < 0, `for ${overlap} ms no address answered`);
}

/** Calls every address steadily meanwhile; how many calls failed. */
async function failuresWhile(port: number, roll: () => Promise<void>): Promise<number> {
  const tallies = await whileCalling([...targets(port), ...targets(port, 'UDP')], roll);
  assertApart(tallies.slice(0, everyAddress.length));
  assertApart(tallies.slice(everyAddress.length));
  return tallies.reduce((sum, { failed }) => sum + failed, 0);
}

addCase(
  'proxies-rolled',
  'proxies are replaced because of another image, another port: no status lacks an address, and one node at a time does not answer',
  async (namespace) => {
    const { installation } = namespace.cluster;
    const [port, more] = [namespace.port(), namespace.port()];
    await namespace.backends();
    const web = await namespace.expose([port, `${port}/UDP`]);
    await namespace.reachable(port);
    await namespace.reachable(port, 'UDP');
    const statuses = await web.recordStatuses();
    const ports = [`${port}/TCP`, `${port}/UDP`];

    namespace.afterwards(() => installation.setVariable('PROXY_IMAGE', 'akrobateo-proxy:0.1.0'));
    const byImage = await failuresWhile(port, async () => {
      await installation.setVariable('PROXY_IMAGE', 'akrobateo-proxy:next');
      // The engine calls a restarted hook only when something happens to the Service.
      await web.patch({ metadata: { labels: { touched: 'yes' } } });
      await web.rolledOut(ports, 'akrobateo-proxy:next');
      await web.exposedAt(everyAddress);
    });
    // While a port is new on a node, the addresses are published as Proxy, so a node does not answer for a moment.
    await failuresWhile(port, async () => {
      await web.patch({ spec: { ports: [port, `${port}/UDP`, more].map(backendPort) } });
      await web.rolledOut([...ports, `${more}/TCP`].sort());
      await web.exposedAt(everyAddress);
    });
    await namespace.reachable(more);
    assertNeverWithout(await statuses.end(), everyAddress);
    if (namespace.ipMode === 'VIP') assert.equal(byImage, 0);
  },
);

/** Deletes the proxy of a Service on a node and waits for another one in its place. */
async function replaceProxy(namespace: RealNamespace, service: LoadBalancer, node: string): Promise<void> {
  const { metadata } = await namespace.proxyOn(service, node);
  const target = { namespace: namespace.name, name: metadata?.name ?? '' };
  await namespace.cluster.api.core.deleteNamespacedPod(target);
  const isReplaced = async () => {
    const other = await namespace.proxyOn(service, node);
    assert.notEqual(other.metadata?.uid, metadata?.uid);
  };
  await eventually(isReplaced, { what: `the proxy on ${node} was not replaced` });
}

addCase(
  'proxy-fails',
  'a proxy that cannot forward reports why, and the Service repeats it',
  async (namespace) => {
    const [node = assert.fail()] = namespace.cluster.nodes;
    const forward = (value: 0 | 1) => {
      runIn(node.namespace, ['sysctl', '-qw', `net.ipv4.ip_forward=${value}`]);
      return Promise.resolve();
    };
    const web = await namespace.expose([namespace.port()]);
    namespace.afterwards(() => forward(1));
    await forward(0);
    await replaceProxy(namespace, web, node.name);

    const readMessage = async () => {
      const { status } = await namespace.proxyOn(web, node.name);
      const container = status?.initContainerStatuses?.find((init) => init.name === 'ruleset');
      const ended = container?.state?.terminated ?? container?.lastState?.terminated;
      assert.ok(ended?.message, 'no termination message');
      return ended.message.trim();
    };
    const message = await eventually(readMessage, { what: 'the proxy had no termination message' });
    assert.match(message, /^IPv4 forwarding is off/);
    const isRepeated = async () => {
      const service = await web.read();
      assert.equal(exposedOf(service)?.reason, 'ProxyFailed');
      for (const text of [exposedOf(service)?.message ?? '', annotationOf(service, 'reason') ?? ''])
        assert.ok(text.includes(`${message} on node ${node.name}`), text);
    };
    await eventually(isRepeated, { what: 'the Service did not repeat it' });

    await forward(1);
    await replaceProxy(namespace, web, node.name);
    await web.exposedAt(everyAddress);
  },
);
