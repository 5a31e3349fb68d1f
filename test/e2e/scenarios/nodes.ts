import { strict as assert } from 'node:assert';

import { create, ifFound, mergePatch } from '../../framework/cluster/api.ts';
import type { Api } from '../../framework/cluster/api.ts';
import type { LoadBalancer } from '../../framework/cluster/load-balancer.ts';
import { nodeOf } from '../../framework/cluster/load-balancer.ts';
import {
  addressesOfNodes,
  everyNode,
  registerNode,
  selecting,
  setKubelet,
} from '../../framework/cluster/nodes.ts';
import { servicePort } from '../../framework/cluster/service.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { eventually } from '../../framework/processes/eventually.ts';
import type { Scenarios } from '../scenarios.ts';

/** Makes endpoints on nodes, ready or not, as the EndpointSlice controller would for a Service with a selector. */
async function setEndpoints(api: Api, service: LoadBalancer, ready: Record<string, boolean>): Promise<void> {
  const { namespace, name } = service;
  const endpoints = Object.entries(ready).map(([nodeName, isReady]) => ({
    addresses: ['10.1.2.3'],
    nodeName,
    conditions: { ready: isReady },
  }));
  const { items } = await api.discovery.listNamespacedEndpointSlice({ namespace });
  if (items.length > 0)
    await api.discovery.patchNamespacedEndpointSlice({ namespace, name, body: { endpoints } }, mergePatch);
  else
    await create(api, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name, namespace, labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      endpoints,
    });
}

/** The nodes whose proxy binds the port. */
async function nodesWithPort(service: LoadBalancer, port: number): Promise<string[]> {
  const proxies = await service.proxies();
  return proxies
    .filter(({ spec }) =>
      spec?.containers.some(({ ports }) => ports?.some(({ hostPort }) => hostPort === port)),
    )
    .map(nodeOf);
}

export async function localTrafficPolicy(namespace: TestNamespace): Promise<void> {
  const { api } = namespace.cluster;
  const web = await namespace.createService('web', { spec: { externalTrafficPolicy: 'Local' } });
  await web.publishes(everyNode);
  await setEndpoints(api, web, { n1: true });
  await web.exposedAt(addressesOfNodes('n1'));
  await setEndpoints(api, web, { n1: true, n3: true });
  await web.exposedAt(addressesOfNodes('n1', 'n3'));
  await setEndpoints(api, web, { n1: false, n3: true });
  await web.exposedAt(addressesOfNodes('n3'));
  await setEndpoints(api, web, { n1: false, n3: false });
  await namespace.engineCaughtUp();
  await web.exposedAt(addressesOfNodes('n3'));
}

export const dynamicApply: Scenarios = {
  'externalTrafficPolicy Local: the nodes with a ready local endpoint; the last one stays':
    localTrafficPolicy,

  'nodes become not ready: the others get an added port; without their pool, too, their addresses are removed':
    async (namespace) => {
      const { api } = namespace.cluster;
      const [http, https] = [namespace.port(), namespace.port()];
      await namespace.restoreNodesAfterwards('n1', 'n2');
      const spec = selecting('n1', 'n2');
      const pool = await namespace.createPool('edge', spec);
      const inPool = await namespace.createExposed('in-pool', { pool: 'edge' }, addressesOfNodes('n1', 'n2'));
      const web = await namespace.createService('web', { ports: [http] });
      await web.exposedAt(everyNode);
      await pool.delete();
      await inPool.reportsProblem('PoolNotFound', addressesOfNodes('n1', 'n2'));

      await setKubelet(api, 'n1', false);
      assert.match(await web.reportsProblem('ProxyFailed', addressesOfNodes('n2', 'n3')), /\bn1\b/);
      await inPool.publishes(addressesOfNodes('n2'));
      await web.patch({ spec: { ports: [http, https].map(servicePort) } });
      const othersHavePort = async () => {
        const nodes = await nodesWithPort(web, https);
        assert.deepEqual(
          nodes.filter((node) => node !== 'n1'),
          ['n2', 'n3'],
        );
      };
      await eventually(othersHavePort, { timeout: 90_000, what: 'the other nodes did not get the port' });

      await setKubelet(api, 'n2', false);
      const message = await inPool.reportsProblem('PoolNotFound');
      assert.match(message, /LoadBalancerPool edge does not exist any more; .*not exposed$/);
      for (const name of ['n1', 'n2']) await setKubelet(api, name, true);
      await web.exposedAt(everyNode);
      await pool.apply(spec);
      await inPool.exposedAt(addressesOfNodes('n1', 'n2'));
    },
};

export const serverSideApply: Scenarios = {
  'a node with dots in its name joins, is deleted and joins again: in a pool its address is removed immediately':
    async (namespace) => {
      const { api } = namespace.cluster;
      const node = { name: 'edge-1.example.org', addresses: ['192.168.0.20'], labels: { role: 'edge' } };
      const all = await namespace.createPool('all');
      const edge = await namespace.createPool('edge.example.org', {
        nodeSelector: { matchLabels: node.labels },
        addressTypes: ['InternalIP'],
      });
      const createIn = (name: string, annotations = {}) => namespace.createService(name, { annotations });
      const inEdge = await createIn('in-edge', { pool: edge.name });
      const web = await createIn('web');
      const inAll = await createIn('in-all', { pool: 'all' });
      const none = await createIn('none', { pool: 'all', workload: 'None' });
      namespace.afterwards(() => ifFound(api.core.deleteNode({ name: node.name })));
      // The pods of a deleted node would not end, so they are deleted before it.
      namespace.afterwards(async () => {
        for (const service of [inEdge, web, inAll]) {
          await service.delete();
          await service.workloadGone();
          await service.proxiesRunOn();
        }
      });
      await inEdge.reportsProblem('NoNodeMatches');
      await registerNode(api, node);
      const joined = async () => {
        await inEdge.exposedAt(node.addresses);
        for (const service of [web, inAll, none]) await service.exposedAt([...everyNode, ...node.addresses]);
      };
      await joined();
      await edge.reports([node.name]);
      await edge.patch({ addressTypes: ['Hostname'] });
      await inEdge.exposedAt([node.name]);
      await edge.patch({ addressTypes: ['InternalIP'] });

      await api.core.deleteNode({ name: node.name });
      for (const service of [inAll, none]) await service.publishes(everyNode, 20_000);
      await all.reports(['n1', 'n2', 'n3']);
      await none.exposedAt(everyNode);
      // Kubernetes deletes the pods of a node that does not exist after 40 seconds. Nothing is reported before.
      await web.exposedAt(everyNode, 100_000);
      await inAll.exposedAt(everyNode);
      await registerNode(api, node);
      await joined();
    },
};
