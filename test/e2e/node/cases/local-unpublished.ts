import { strict as assert } from 'node:assert';

import { mergePatch } from '../../framework/api.ts';
import { eventually } from '../../framework/eventually.ts';
import type { LoadBalancer } from '../../framework/load-balancer.ts';
import { Pool } from '../../framework/pool.ts';
import type { Backends } from '../backends.ts';
import { realNodes } from '../lab/real-node.ts';
import { backendPort } from '../stage.ts';
import type { Case, Stage } from '../stage.ts';

async function scaleBackends({ lab, scene }: Stage, replicas: number): Promise<void> {
  const target = { name: 'backend', namespace: scene.namespace, body: { spec: { replicas } } };
  await lab.api.apps.patchNamespacedDeployment(target, mergePatch);
}

async function hasReadyBackend({ lab, scene }: Stage): Promise<void> {
  const target = { name: 'backend', namespace: scene.namespace };
  const { status } = await lab.api.apps.readNamespacedDeployment(target);
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
  stage: Stage,
  web: LoadBalancer,
  [home, other]: [string, string],
): Promise<void> {
  const { lab, scene } = stage;
  const pool = await Pool.create(lab.api, scene.namespace);
  scene.afterwards(() => pool.delete());
  await pool.reports(realNodes.map(({ name }) => name));
  await web.annotate({ workload: 'None', pool: pool.name });
  await web.workloadGone();
  await web.exposedAt([home]);
  const { spec } = await web.read();
  const port = spec?.ports?.[0]?.port ?? 0;
  await lab.client.reaches({ protocol: 'TCP', address: home, port });
  await lab.client.refused({ protocol: 'TCP', address: other, port }, 'ECONNREFUSED');
}

export const localUnpublished: Case = {
  title:
    'externalTrafficPolicy Local: a node without a backend is not published; the last address stays and refuses; with None so do the others',
  name: 'unpublished',
  async play(stage) {
    const { lab, scene } = stage;
    const port = scene.port();
    const backends = await stage.backends({ replicas: 1 });
    const [home, other] = await placesOf(backends);
    const web = await scene.createService('web', {
      ports: [port],
      annotations: { 'ip-mode': stage.ipMode },
      spec: { selector: { app: 'backend' }, ports: [backendPort(port)], externalTrafficPolicy: 'Local' },
    });
    await web.exposedAt([home], 60_000);
    await web.available();
    await lab.client.reaches({ protocol: 'TCP', address: home, port });
    // A proxy looks like a pod to kube-proxy, which knows the network of the pods here. Without that it drops the packets, see
    // test/proxy/local-policy.test.ts.
    await lab.client.call({ protocol: 'TCP', address: other, port });

    await scaleBackends(stage, 0);
    await lab.client.refused({ protocol: 'TCP', address: home, port }, 'ECONNREFUSED');
    await web.exposedAt([home]);
    await scaleBackends(stage, 1);
    const places = await eventually(
      async () => {
        // Until there is an endpoint, the old address stays.
        await hasReadyBackend(stage);
        const found = await placesOf(backends);
        await web.exposedAt([found[0]], 1000);
        return found;
      },
      { what: 'the addresses did not follow the backend' },
    );
    if (stage.ipMode === 'VIP') await withoutProxies(stage, web, places);
  },
};
