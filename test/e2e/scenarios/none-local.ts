import { createEndpoint } from '../framework/endpoints.ts';
import { addressesOfNodes, everyNode } from '../framework/nodes.ts';
import type { Scenario } from '../framework/scenario.ts';

export const noneLocal: Scenario = {
  title: 'workload None with externalTrafficPolicy Local: the nodes with a ready local endpoint',
  name: 'none-local',
  async play(scene) {
    await scene.createPool('default', { workload: 'None' });
    const web = await scene.createService('web', {
      ports: [scene.port()],
      spec: { externalTrafficPolicy: 'Local' },
    });
    await web.publishes(everyNode);
    const endpoint = await createEndpoint(scene.cluster.api, web, 'n2');
    await web.exposedAt(addressesOfNodes('n2'));
    await createEndpoint(scene.cluster.api, web, 'n3');
    await endpoint.setReady(false);
    await web.exposedAt(addressesOfNodes('n3'));
  },
};
