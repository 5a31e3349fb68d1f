import type { Cluster } from '../../e2e/framework/cluster.ts';
import { eventually } from '../../e2e/framework/eventually.ts';
import { labelNode } from '../../e2e/framework/node-changes.ts';
import {
  addressOf,
  addressesOfNodes,
  everyNode,
  registerNode,
  setKubelet,
} from '../../e2e/framework/nodes.ts';
import { Scene } from '../../e2e/framework/scene.ts';
import type { LoadBalancer } from '../../e2e/framework/load-balancer.ts';
import { proxiesRunOn } from '../../e2e/framework/proxies.ts';
import { hostPortsOf } from '../../e2e/framework/workload.ts';
import type { Narrator } from '../narrator.ts';
import { watchServices } from './watch.ts';

const n4 = { name: 'n4', addresses: ['192.168.0.11'] } as const;
const everyNodeNow = [...everyNode, ...n4.addresses];

async function showWorkload(service: LoadBalancer, narrator: Narrator): Promise<void> {
  const workload = await eventually(() => service.workload());
  const name = workload.object.metadata?.name ?? '';
  narrator.sees(`${workload.kind} ${name}, host ports ${hostPortsOf(workload).join(', ')}`);
}

async function exposes(scene: Scene, narrator: Narrator): Promise<LoadBalancer> {
  narrator.chapter(
    'A Service asks for a load balancer',
    'It gets a DaemonSet whose pods bind its port on every node, and the nodes whose proxy is ready as its addresses.',
  );
  narrator.does('kubectl expose deployment web --port 80 --type LoadBalancer');
  const web = await scene.createService('web', { ports: [80] });
  await showWorkload(web, narrator);
  await web.exposedAt(everyNode);
  return web;
}

async function changesNodes({ cluster }: Scene, web: LoadBalancer, narrator: Narrator): Promise<void> {
  narrator.chapter('A node joins', 'It gets a proxy, and its address is published.');
  narrator.does(`node n4 with address ${n4.addresses[0]} registers`);
  await registerNode(cluster.api, n4);
  await web.exposedAt(everyNodeNow);

  narrator.chapter(
    'A node falls silent',
    'Kubernetes needs a while to give it up: 10 seconds here, by default 50. Then its address goes, and comes back with it.',
  );
  narrator.does('the kubelet of n1 stops');
  await setKubelet(cluster.api, 'n1', false);
  await web.exposedAt(everyNodeNow.filter((address) => address !== addressOf('n1')));
  narrator.does('the kubelet of n1 starts');
  await setKubelet(cluster.api, 'n1', true);
  await web.exposedAt(everyNodeNow);
}

async function clashes(scene: Scene, narrator: Narrator): Promise<LoadBalancer> {
  narrator.chapter(
    'Two Services want one port',
    'A port of a node can be held once: the second Service gets none, and says which port is taken on which nodes.',
  );
  narrator.does('kubectl expose deployment shop --port 80 --type LoadBalancer');
  const shop = await scene.createService('shop', { ports: [80] });
  await shop.troubled('PortTaken');
  return shop;
}

async function pools(scene: Scene, web: LoadBalancer, shop: LoadBalancer, narrator: Narrator): Promise<void> {
  const { api } = scene.cluster;
  narrator.chapter(
    'LoadBalancerPools part the nodes',
    'The pool shop is n4. The pool default, for Services that name none, is the other nodes: each Service has port 80 there.',
  );
  narrator.does('kubectl label node n4 role=shop');
  await labelNode(api, 'n4', { role: 'shop' });
  narrator.does('kubectl apply -f shop-pool.yaml       nodes with the label role=shop');
  const pool = await scene.createPool('shop', { nodeSelector: { matchLabels: { role: 'shop' } } });
  await pool.reports(['n4']);
  narrator.does('kubectl annotate service shop akrobateo.kontena.io/pool=shop');
  await shop.annotate({ pool: 'shop' });
  await proxiesRunOn(api, shop, ['']);
  narrator.does('kubectl apply -f default-pool.yaml    nodes without the label role=shop');
  const elsewhere = { matchExpressions: [{ key: 'role', operator: 'NotIn', values: ['shop'] }] };
  await scene.createPool('default', { nodeSelector: elsewhere });
  await web.exposedAt(addressesOfNodes('n1', 'n2', 'n3'));
  await shop.exposedAt(n4.addresses);
}

async function releases(web: LoadBalancer, narrator: Narrator): Promise<void> {
  narrator.chapter(
    'The Service becomes a ClusterIP',
    'Its proxies go, and nothing of ours stays in its status.',
  );
  narrator.does(`kubectl patch service web --patch '{"spec":{"type":"ClusterIP"}}'`);
  await web.patch({ spec: { type: 'ClusterIP' } });
  await web.released();
}

/** Tells the story of two Services on a running cluster, as it happens. */
export async function tellReal(cluster: Cluster, narrator: Narrator): Promise<void> {
  const scene = await Scene.open(cluster, 'demo');
  const endWatch = await watchServices(cluster, scene.namespace, narrator);
  try {
    const web = await exposes(scene, narrator);
    await changesNodes(scene, web, narrator);
    const shop = await clashes(scene, narrator);
    await pools(scene, web, shop, narrator);
    await releases(web, narrator);
  } finally {
    endWatch();
  }
}
