import { strict as assert } from 'node:assert';

import { eventually } from '../../../framework/processes/eventually.ts';
import type { Backends } from '../backends.ts';
import { addCase, backendPort, targets } from '../real-namespace.ts';
import type { RealNamespace } from '../real-namespace.ts';
import { clientAddresses, everyAddress, realNodes } from '../real-node.ts';
import { call, reaches, refused } from '../traffic.ts';

const everyNode = realNodes.map(({ name }) => name);

/** The address of the node with the only backend, and that of the other node. */
async function placesOf(backends: Backends): Promise<[home: string, other: string]> {
  const names = new Set((await backends.nodes()).values());
  const home = realNodes.find(({ name }) => names.has(name));
  const other = realNodes.find(({ name }) => !names.has(name));
  assert.ok(home && other, 'the backend is not on one node');
  return [home.address, other.address];
}

/** Waits until every address is answered by a backend on its own node, which sees the client itself. */
async function staysOnNode(port: number, nodes: ReadonlyMap<string, string>): Promise<void> {
  for (const target of targets(port)) {
    const home = realNodes.find(({ address }) => address === target.address)?.name;
    const isHome = async () => {
      const { backend, caller } = await call(target);
      assert.deepEqual([nodes.get(backend), caller], [home, clientAddresses[0]]);
    };
    await eventually(isHome, { what: `${target.address} did not stay on ${home ?? '?'}` });
  }
}

async function poolOfAll(namespace: RealNamespace): Promise<string> {
  const pool = await namespace.createPool(namespace.name);
  await pool.reports(everyNode);
  return pool.name;
}

addCase(
  'internal-local',
  'internalTrafficPolicy Local: a node without a backend serves too',
  async (namespace) => {
    await namespace.exposeOne({ internalTrafficPolicy: 'Local' }, 1);
  },
);

addCase(
  'local-stays-on-node',
  'externalTrafficPolicy Local: with VIP calls stay on their node and backends see the client itself',
  async (namespace) => {
    const { port, backends } = await namespace.exposeOne({ externalTrafficPolicy: 'Local' });

    const nodes = await backends.nodes();
    const calls = 20;
    let elsewhere = 0;
    for (const target of targets(port)) {
      const home = realNodes.find(({ address }) => address === target.address)?.name;
      for (let made = 0; made < calls; made += 1) {
        const { backend, caller } = await call(target);
        if (nodes.get(backend) !== home) elsewhere += 1;
        assert.equal(caller === clientAddresses[0], namespace.ipMode === 'VIP', `the backend saw ${caller}`);
      }
    }
    console.log(`        ${elsewhere} of ${calls * realNodes.length} calls were answered on another node`);
    // A proxy has to masquerade, and kube-proxy sends what comes from a pod to the endpoints of all nodes.
    if (namespace.ipMode === 'VIP') assert.equal(elsewhere, 0);
  },
);

addCase(
  'local-unpublished',
  'externalTrafficPolicy Local: a node without a backend is not published; the last address stays and refuses; with workload None the other node refuses too',
  async (namespace) => {
    const port = namespace.port();
    const backends = await namespace.backends(1);
    const [home, other] = await placesOf(backends);
    const web = await namespace.createService('web', {
      ports: [port],
      annotations: { 'ip-mode': namespace.ipMode },
      spec: { selector: { app: 'backend' }, ports: [backendPort(port)], externalTrafficPolicy: 'Local' },
    });
    await web.exposedAt([home]);
    await web.available();
    await reaches({ address: home, port });
    // For kube-proxy, which knows the network of the pods here, the proxy is a pod. Otherwise it would drop the packets, see
    // test/proxy/local-policy.test.ts.
    await call({ address: other, port });

    await backends.scale(0);
    await refused({ address: home, port }, 'ECONNREFUSED');
    await web.exposedAt([home]);
    await backends.scale(1);
    const [nextHome, nextOther] = await placesOf(backends);
    await web.exposedAt([nextHome]);
    if (namespace.ipMode !== 'VIP') return;

    // Without proxies nothing listens at an address that is not published.
    await web.annotate({ workload: 'None', pool: await poolOfAll(namespace) });
    await web.workloadGone();
    await web.exposedAt([nextHome]);
    await reaches({ address: nextHome, port });
    await refused({ address: nextOther, port }, 'ECONNREFUSED');
  },
);

addCase(
  'none',
  'with workload None every address answers without a pod, with Local to the client itself; with Proxy it is refused',
  async (namespace) => {
    const port = namespace.port();
    const backends = await namespace.backends();
    const web = await namespace.expose([port, `${port}/UDP`]);

    await web.annotate({ workload: 'None', pool: await poolOfAll(namespace) });
    if (namespace.ipMode === 'Proxy') {
      // Without proxies nothing would serve, so they stay.
      await web.reportsProblem('InvalidAnnotation', everyAddress);
      await namespace.reachable(port);
      return;
    }
    await web.workloadGone();
    await web.exposedAt(everyAddress);
    for (const protocol of ['TCP', 'UDP'] as const) await namespace.reachable(port, protocol);
    await web.patch({ spec: { externalTrafficPolicy: 'Local' } });
    await staysOnNode(port, await backends.nodes());

    await web.annotate({ workload: null });
    await web.available();
    await web.exposedAt(everyAddress);
    await namespace.reachable(port);
  },
);
