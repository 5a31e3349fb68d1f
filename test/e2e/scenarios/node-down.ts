import { strict as assert } from 'node:assert';

import type { LoadBalancer } from '../../framework/cluster/load-balancer.ts';
import type { Api } from '../../framework/cluster/api.ts';
import { eventually } from '../../framework/processes/eventually.ts';
import { listProxies, nodeOf } from '../../framework/cluster/proxies.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { addressOf, everyNode, setKubelet } from '../../framework/cluster/nodes.ts';
import { servicePort } from '../../framework/cluster/service.ts';

/** The nodes whose proxy binds the port. */
async function nodesWithPort(api: Api, service: LoadBalancer, port: number): Promise<string[]> {
  const proxies = await listProxies(api, service);
  return proxies
    .filter(({ spec }) =>
      spec?.containers.some(({ ports }) => ports?.some(({ hostPort }) => hostPort === port)),
    )
    .map(nodeOf);
}

export const strategy = 'dynamic-apply';
export const title = 'a port is added while a node is down: the other nodes get it';

export async function run(namespace: TestNamespace): Promise<void> {
  const { api } = namespace.cluster;
  const [http, https] = [namespace.port(), namespace.port()];
  const web = await namespace.createService('web', { ports: [http] });
  await web.exposedAt(everyNode);
  const others = everyNode.filter((address) => address !== addressOf('n1'));

  await namespace.restoreNodesAfterwards('n1');
  await setKubelet(api, 'n1', false);
  assert.match(await web.reportsProblem('ProxyFailed', others), /\bn1\b/);
  await web.patch({ spec: { ports: [http, https].map(servicePort) } });
  await eventually(
    async () => {
      const nodes = await nodesWithPort(api, web, https);
      assert.deepEqual(
        nodes.filter((node) => node !== 'n1'),
        ['n2', 'n3'],
      );
    },
    { timeout: 90_000, what: 'the other nodes did not get the port' },
  );

  await setKubelet(api, 'n1', true);
  await web.exposedAt(everyNode);
}
