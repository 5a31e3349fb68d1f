import type { Scenario } from '../framework/scenario.ts';
import { everyNode } from '../framework/nodes.ts';
import { assertNeverWithout } from '../framework/statuses.ts';
import { servicePort } from '../framework/service.ts';

export const portAdded: Scenario = {
  title: 'a port is added: the workload rolls, and every status on the way has all addresses',
  name: 'port-added',
  async play(scene) {
    const [http, https] = [scene.port(), scene.port()];
    const web = await scene.createService('web', { ports: [http] });
    await web.exposedAt(everyNode);

    const statuses = await web.recordStatuses();
    await web.patch({ spec: { ports: [http, https].map(servicePort) } });
    await web.rolledOut([`${http}/TCP`, `${https}/TCP`]);
    await web.exposedAt(everyNode);
    assertNeverWithout(await statuses.end(), everyNode);
  },
};
