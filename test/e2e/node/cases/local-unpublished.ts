import { strict as assert } from 'node:assert';

import { mergePatch } from '../../../framework/cluster/api.ts';
import { eventually } from '../../../framework/processes/eventually.ts';
import type { LoadBalancer } from '../../../framework/cluster/load-balancer.ts';
import type { Backends } from '../backends.ts';
import { realNodes } from '../cluster/real-node.ts';
import { backendPort } from '../real-namespace.ts';
import type { RealNamespace } from '../real-namespace.ts';

async function scaleBackends(namespace: RealNamespace, replicas: number): Promise<void> {
  const target = { name: 'backend', namespace: namespace.name, body: { spec: { replicas } } };
  await namespace.cluster.api.apps.patchNamespacedDeployment(target, mergePatch);
}

async function hasReadyBackend(namespace: RealNamespace): Promise<void> {
  const target = { name: 'backend', namespace: namespace.name };
  const { status } = await namespace.cluster.api.apps.readNamespacedDeployment(target);
  assert.equal(status?.readyReplicas, 1);
}

/** The address of the node with the only backend, and that of the other node. */
async function placesOf(backends: Backends): Promise<[home: string, other: string]> {
  const names = new Set((await backends.nodes()).values());
  const home = realNodes.find(({ name }) => names.has(name));
  const other = realNodes.find(({ name }) => !names.has(name));
  assert.ok(home && other, 'the backend is not on one node');
  return [home.address, other.address];
}

/** Without proxies nothing listens at an address that is not published. */
async function withoutProxies(
  namespace: RealNamespace,
  web: LoadBalancer,
  [home, other]: [string, string],
): Promise<void> {
  const { client } = namespace.cluster;
  const pool = await namespace.createPool(namespace.name);
  await pool.reports(realNodes.map(({ name }) => name));
  await web.annotate({ workload: 'None', pool: pool.name });
  await web.workloadGone();
  await web.exposedAt([home]);
  const { spec } = await web.read();
  const port = spec?.ports?.[0]?.port ?? 0;
  await client.reaches({ protocol: 'TCP', address: home, port });
  await client.refused({ protocol: 'TCP', address: other, port }, 'ECONNREFUSED');
}

export const title =
  'externalTrafficPolicy Local: a node without a backend is not published; the last address stays and refuses; with workload None the other node refuses too';

export async function run(namespace: RealNamespace): Promise<void> {
  const { client } = namespace.cluster;
  const port = namespace.port();
  const backends = await namespace.backends({ replicas: 1 });
  const [home, other] = await placesOf(backends);
  const web = await namespace.createService('web', {
    ports: [port],
    annotations: { 'ip-mode': namespace.ipMode },
    spec: { selector: { app: 'backend' }, ports: [backendPort(port)], externalTrafficPolicy: 'Local' },
  });
  await web.exposedAt([home]);
  await web.available();
  await client.reaches({ protocol: 'TCP', address: home, port });
  // For kube-proxy, which knows the network of the pods here, the proxy is a pod. Otherwise it would drop the packets, see
  // test/proxy/local-policy.test.ts.
  await client.call({ protocol: 'TCP', address: other, port });

  await scaleBackends(namespace, 0);
  await client.refused({ protocol: 'TCP', address: home, port }, 'ECONNREFUSED');
  await web.exposedAt([home]);
  await scaleBackends(namespace, 1);
  const places = await eventually(
    async () => {
      // Until there is an endpoint, the old address stays.
      await hasReadyBackend(namespace);
      const found = await placesOf(backends);
      await web.exposedAt([found[0]], 1000);
      return found;
    },
    { what: 'the addresses did not follow the backend' },
  );
  if (namespace.ipMode === 'VIP') await withoutProxies(namespace, web, places);
}
