import type { Scenario } from '../framework/scenario.ts';
import { everyNode } from '../framework/nodes.ts';
import { servicePort } from '../framework/service.ts';

export const portRemoved: Scenario = {
  title: 'a port is removed: its host port is given back',
  name: 'port-removed',
  async play(scene) {
    const [http, https] = [scene.port(), scene.port()];
    const web = await scene.createService('web', { ports: [http, https] });
    await web.exposedAt(everyNode);

    await web.patch({ spec: { ports: [servicePort(http)] } });
    await web.rolledOut([`${http}/TCP`]);
    await web.exposedAt(everyNode);

    const other = await scene.createService('other', { ports: [https] });
    await other.exposedAt(everyNode);
  },
};
