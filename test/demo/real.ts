import { Watch } from '@kubernetes/client-node';
import type { V1Service } from '@kubernetes/client-node';

import { identity } from '../framework/cluster/api.ts';
import type { Cluster } from '../framework/cluster/cluster.ts';
import type { LoadBalancer } from '../framework/cluster/load-balancer.ts';
import {
  addressesOfNodes,
  everyNode,
  labelNode,
  registerNode,
  setKubelet,
} from '../framework/cluster/nodes.ts';
import { addressesOf, annotationOf } from '../framework/cluster/service.ts';
import { TestNamespace } from '../framework/cluster/test-namespace.ts';
import { hostPortsOf } from '../framework/cluster/workload.ts';
import { eventually } from '../framework/processes/eventually.ts';
import { rowText } from './output.ts';
import type { Output } from './output.ts';

const n4 = { name: 'n4', addresses: ['192.168.0.11'] } as const;

/** Prints every change of the Services in a namespace, as `kubectl get services --watch`; the result ends that. */
async function watchServices({ api }: Cluster, namespace: string, output: Output): Promise<() => void> {
  const printed = new Map<string, string>();
  const watch = await new Watch(api.config).watch(
    `/api/v1/namespaces/${namespace}/services`,
    {},
    (_: string, service: V1Service) => {
      const { name } = identity(service);
      const reason = annotationOf(service, 'reason');
      const row = rowText({ name, type: service.spec?.type ?? '', addresses: addressesOf(service), reason });
      if (printed.get(name) !== row) output.line(row);
      printed.set(name, row);
    },
    () => undefined,
  );
  return () => {
    watch.abort();
  };
}

async function requestLoadBalancer(namespace: TestNamespace, output: Output): Promise<LoadBalancer> {
  output.step(
    'A Service requests a load balancer',
    'It gets a DaemonSet whose pods bind its port on every node. The addresses of the nodes with a ready proxy are published.',
  );
  output.command('kubectl expose deployment web --port 80 --type LoadBalancer');
  const web = await namespace.createService('web', { ports: [80] });
  const workload = await eventually(() => web.workload());
  const name = workload.object.metadata?.name ?? '';
  output.line(`     ${workload.kind} ${name}, host ports ${hostPortsOf(workload).join(', ')}`);
  await web.exposedAt(everyNode);
  return web;
}

async function changeNodes({ api }: Cluster, web: LoadBalancer, output: Output): Promise<void> {
  const all = [...everyNode, ...n4.addresses];
  output.step('A node joins', 'It gets a proxy, and its address is published.');
  output.command(`kubelet on node n4, ${n4.addresses[0]}: start`);
  await registerNode(api, n4);
  await web.exposedAt(all);

  output.step(
    'A node becomes not ready',
    'Kubernetes reports that after some time: 10 seconds here, by default 50. Its address is removed until it is ready again.',
  );
  output.command('kubelet on node n1: stop');
  await setKubelet(api, 'n1', false);
  await web.publishes([...addressesOfNodes('n2', 'n3'), ...n4.addresses]);
  output.command('kubelet on node n1: start');
  await setKubelet(api, 'n1', true);
  await web.exposedAt(all);
}

async function requestSamePort(namespace: TestNamespace, output: Output): Promise<LoadBalancer> {
  output.step(
    'Two Services request one port',
    'Only one pod can bind a port of a node. The second Service is not exposed, and its reason says where the port is used.',
  );
  output.command('kubectl expose deployment shop --port 80 --type LoadBalancer');
  const shop = await namespace.createService('shop', { ports: [80] });
  await shop.reportsProblem('PortTaken');
  return shop;
}

async function createPools(
  namespace: TestNamespace,
  [web, shop]: [LoadBalancer, LoadBalancer],
  output: Output,
): Promise<void> {
  output.step(
    'LoadBalancerPools divide the nodes',
    'The pool shop is n4. The pool default is all other nodes, for Services without a pool. Now both can use port 80.',
  );
  output.command('kubectl label node n4 role=shop');
  await labelNode(namespace.cluster.api, 'n4', { role: 'shop' });
  output.command('kubectl apply -f shop-pool.yaml       nodes with the label role=shop');
  const pool = await namespace.createPool('shop', { nodeSelector: { matchLabels: { role: 'shop' } } });
  await pool.reports(['n4']);
  output.command('kubectl annotate service shop akrobateo.kontena.io/pool=shop');
  await shop.annotate({ pool: 'shop' });
  output.command('kubectl apply -f default-pool.yaml    nodes without the label role=shop');
  const others = { matchExpressions: [{ key: 'role', operator: 'NotIn', values: ['shop'] }] };
  await namespace.createPool('default', { nodeSelector: others });
  await web.exposedAt(everyNode);
  await shop.exposedAt(n4.addresses);
}

/** Shows on a running cluster what happens to two Services. */
export async function runReal(cluster: Cluster, output: Output): Promise<void> {
  const namespace = await TestNamespace.create(cluster, 'demo');
  const endWatch = await watchServices(cluster, namespace.name, output);
  try {
    const web = await requestLoadBalancer(namespace, output);
    await changeNodes(cluster, web, output);
    const shop = await requestSamePort(namespace, output);
    await createPools(namespace, [web, shop], output);

    output.step('The Service becomes a ClusterIP', 'Its proxies are deleted, and its status is empty.');
    output.command(`kubectl patch service web --patch '{"spec":{"type":"ClusterIP"}}'`);
    await web.patch({ spec: { type: 'ClusterIP' } });
    await web.released();
  } finally {
    endWatch();
  }
}
