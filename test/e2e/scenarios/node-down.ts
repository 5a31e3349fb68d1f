import { strict as assert } from 'node:assert';

import type { LoadBalancer } from '../framework/load-balancer.ts';
import type { Api } from '../framework/api.ts';
import { eventually } from '../framework/eventually.ts';
import { listProxies, nodeOf } from '../framework/proxies.ts';
import type { Scenario } from '../framework/scenario.ts';
import { addressOf, everyNode, setKubelet } from '../framework/nodes.ts';
import { servicePort } from '../framework/service.ts';

/** The nodes whose proxy binds the port. */
async function nodesWithPort(api: Api, service: LoadBalancer, port: number): Promise<string[]> {
  const proxies = await listProxies(api, service);
  return proxies
    .filter(({ spec }) =>
      spec?.containers.some(({ ports }) => ports?.some(({ hostPort }) => hostPort === port)),
    )
    .map(nodeOf);
}

export const nodeDown: Scenario = {
  title: 'a port is added while a node is down: the other nodes get it all the same',
  name: 'node-down',
  async play(scene) {
    const { api } = scene.cluster;
    const [http, https] = [scene.port(), scene.port()];
    const web = await scene.createService('web', { ports: [http] });
    await web.exposedAt(everyNode);
    const others = everyNode.filter((address) => address !== addressOf('n1'));

    scene.afterwards(() => setKubelet(api, 'n1', true));
    await setKubelet(api, 'n1', false);
    assert.match(await web.troubled('ProxyFailed', others), /\bn1\b/);
    await web.patch({ spec: { ports: [http, https].map(servicePort) } });
    await eventually(
      async () => {
        const nodes = await nodesWithPort(api, web, https);
        assert.deepEqual(
          nodes.filter((node) => node !== 'n1'),
          ['n2', 'n3'],
        );
      },
      { timeout: 90_000, what: 'the nodes that run did not get the port' },
    );

    await setKubelet(api, 'n1', true);
    await web.exposedAt(everyNode);
  },
};
