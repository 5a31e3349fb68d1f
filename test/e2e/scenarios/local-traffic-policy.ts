import type { Scenario } from '../framework/scenario.ts';
import { createEndpoint } from '../framework/endpoints.ts';
import { addressOf, everyNode } from '../framework/nodes.ts';

export const localTrafficPolicy: Scenario = {
  title: 'externalTrafficPolicy Local: the nodes with a ready local endpoint; the last one stays',
  name: 'local',
  async play(scene) {
    const { api } = scene.cluster;
    const web = await scene.createService('web', {
      ports: [scene.port()],
      spec: { externalTrafficPolicy: 'Local' },
    });
    await web.publishes(everyNode);

    const onFirst = await createEndpoint(api, web, 'n1');
    await web.exposedAt([addressOf('n1')]);
    const onThird = await createEndpoint(api, web, 'n3');
    await web.exposedAt([addressOf('n1'), addressOf('n3')]);
    await onFirst.setReady(false);
    await web.exposedAt([addressOf('n3')]);
    await onThird.setReady(false);
    await scene.engineCaughtUp();
    await web.exposedAt([addressOf('n3')]);
  },
};
