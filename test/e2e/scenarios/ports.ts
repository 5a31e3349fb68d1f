import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';

import type { LoadBalancer } from '../../framework/cluster/load-balancer.ts';
import { addressesOfNodes, everyNode, selecting } from '../../framework/cluster/nodes.ts';
import { addressesOf, servicePort } from '../../framework/cluster/service.ts';
import { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { eventually } from '../../framework/processes/eventually.ts';
import type { Scenarios } from '../scenarios.ts';

const none = { workload: 'None' };

/** Creation times are whole seconds. Within one of them the uid decides who is older. */
const nextSecond = () => sleep(1000);

/** The Services in the order in which they hold a port: creation time, then uid; each with its time. */
async function byAge(services: readonly LoadBalancer[]): Promise<[time: string, service: LoadBalancer][]> {
  const aged = services.map(async (service): Promise<[string, LoadBalancer]> => {
    const { metadata } = await service.read();
    return [metadata?.creationTimestamp?.toISOString() ?? '', service];
  });
  const key = ([time, { uid }]: [string, LoadBalancer]) => `${time} ${uid}`;
  return (await Promise.all(aged)).sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Services of one port, of which the first four were created in one second. On a machine that stalls, another port is tried. */
async function createAtOnce(namespace: TestNamespace, length: number): Promise<LoadBalancer[]> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const request = { ports: [namespace.port()], annotations: none };
    const names = Array.from({ length }, (_, index) => `web-${attempt}-${index}`);
    const sorted = await byAge(
      await Promise.all(names.map((name) => namespace.createService(name, request))),
    );
    if (sorted[0]?.[0] === sorted[3]?.[0]) return sorted.map(([, service]) => service);
    await Promise.all(sorted.map(([, service]) => service.delete()));
  }
  return assert.fail('no attempt created four Services within one second');
}

async function fiftyOfOnePort(namespace: TestNamespace): Promise<void> {
  const { engine } = namespace.cluster;
  await namespace.createPool('default');
  await namespace.createPool('edge', selecting('n1'));
  const [oldest, next, third, ...others] = await createAtOnce(namespace, 50);
  assert.ok(oldest && next && third);
  const waitsFor = (service: LoadBalancer, holder: LoadBalancer, nodes = '') =>
    eventually(async () => {
      const message = await service.reportsProblem('PortTaken');
      const used = ` Service ${namespace.name}/${holder.name} `;
      assert.ok(message.includes(used) && message.includes(nodes), message);
    });
  const assertHeld = async () => {
    await oldest.exposedAt(everyNode, 90_000);
    for (const service of [next, third]) await waitsFor(service, oldest, 'nodes n1, n2, n3');
    // Behind many, the holder is not named: each new one would change all their statuses.
    for (const service of others) await service.reportsProblem('PortTaken');
    assert.match(
      (await others.at(-1)?.reportsProblem('PortTaken')) ?? '',
      /an older Service, and other older/,
    );
  };
  await assertHeld();
  await engine.stop();
  await engine.start();
  await namespace.engineCaughtUp();
  await assertHeld();

  await oldest.annotate({ pool: 'edge' });
  await oldest.exposedAt(addressesOfNodes('n1'));
  await next.reportsProblem('PortTaken', addressesOfNodes('n2', 'n3'));
  await waitsFor(third, next);

  await oldest.delete();
  const addressesOfOthers: string[] = [];
  const isExposed = async () => {
    const read = await Promise.all(others.map((service) => service.read()));
    addressesOfOthers.push(...read.flatMap(addressesOf));
    assert.deepEqual(addressesOf(await next.read()).sort(), [...everyNode].sort());
  };
  await eventually(isExposed, { timeout: 90_000, what: `${next.name} was not exposed` });
  assert.deepEqual(addressesOfOthers, [], 'others were exposed meanwhile');
  await next.exposedAt(everyNode);
  await next.patch({ spec: { ports: [servicePort(namespace.port())] } });
  for (const service of [next, third]) await service.exposedAt(everyNode);
  for (const service of others) await service.reportsProblem('PortTaken');
}

export const both: Scenarios = {
  'fifty Services without proxies request one port: the oldest holds it, by uid within a second, also after a restart of the engine; then the next':
    fiftyOfOnePort,

  'a Service with proxies and one without request one port, in both orders: the older one holds it': async (
    namespace,
  ) => {
    const [port, other] = [namespace.port(), namespace.port()];
    await namespace.createPool('default');
    const bare = await namespace.createService('bare', { ports: [port], annotations: none });
    await bare.exposedAt(everyNode);
    await nextSecond();
    const web = await namespace.createService('web', { ports: [port, other] });
    assert.match(await web.reportsProblem('PortTaken', everyNode), / Service \S+\/bare .* nodes n1, n2, n3 /);
    await web.rolledOut([`${other}/TCP`]);
    const late = await namespace.createService('late', { ports: [other], annotations: none });
    const message = await late.reportsProblem('PortTaken');
    assert.match(message, /Service \S+\/web \(workload DaemonSet\) on nodes n1, n2, n3/);

    await bare.delete();
    await web.exposedAt(everyNode);
    await web.delete();
    await late.exposedAt(everyNode);
  },

  'the pool no longer admits the namespace of the holder of a port: the next Service gets the port': async (
    namespace,
  ) => {
    const other = await TestNamespace.create(namespace.cluster, 'holder');
    namespace.afterwards(() => other.cleanUp());
    await namespace.createPool('shared', { namespaceSelector: { matchLabels: { tenant: 'shop' } } });
    for (const each of [namespace, other]) await each.labelNamespace({ tenant: 'shop' });

    const request = { ports: [namespace.port()], annotations: { ...none, pool: 'shared' } };
    const holder = await other.createService('holder', request);
    await holder.exposedAt(everyNode);
    await nextSecond();
    const next = await namespace.createService('next', request);
    assert.match(await next.reportsProblem('PortTaken'), new RegExp(`Service ${other.name}/holder`));

    await other.labelNamespace({ tenant: null });
    const message = await holder.reportsProblem('PoolForbids');
    assert.match(message, new RegExp(`does not admit namespace ${other.name}`));
    await next.exposedAt(everyNode);

    // The former holder is the older one, so it gets the port back.
    await other.labelNamespace({ tenant: 'shop' });
    await holder.exposedAt(everyNode);
    await next.reportsProblem('PortTaken');
  },
};
