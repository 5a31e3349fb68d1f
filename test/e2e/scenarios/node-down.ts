import { strict as assert } from 'node:assert';

import type { LoadBalancer } from '../framework/load-balancer.ts';
import type { Api } from '../framework/api.ts';
import { eventually } from '../framework/eventually.ts';
import type { Scenario } from '../framework/scenario.ts';
import { addressOf, everyNode, setKubelet } from '../framework/nodes.ts';
import { prefix, servicePort } from '../framework/service.ts';

/** The nodes whose proxy binds the port. */
async function nodesWithPort(api: Api, { namespace, uid }: LoadBalancer, port: number): Promise<string[]> {
  const query = { namespace, labelSelector: `${prefix}service-uid=${uid}` };
  const { items } = await api.core.listNamespacedPod(query);
  return items
    .filter(({ spec }) =>
      spec?.containers.some(({ ports }) => ports?.some(({ hostPort }) => hostPort === port)),
    )
    .map(({ spec }) => spec?.nodeName ?? '')
    .sort();
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
