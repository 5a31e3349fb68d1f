import type { Scenario } from '../framework/scenario.ts';
import { everyNode } from '../framework/nodes.ts';
import { servicePort } from '../framework/service.ts';

/** Merging lists by port number alone would lose one of the two, and then write for ever. */
export const tcpAndUdp: Scenario = {
  title: 'TCP and UDP on one port number, from the start or added later',
  name: 'tcp-and-udp',
  async play(scene) {
    const [dns, http3] = [scene.port(), scene.port()];
    const resolver = await scene.createService('resolver', { ports: [`${dns}/TCP`, `${dns}/UDP`] });
    const web = await scene.createService('web', { ports: [http3] });
    await resolver.rolledOut([`${dns}/TCP`, `${dns}/UDP`]);
    await resolver.exposedAt(everyNode);
    await web.exposedAt(everyNode);

    await web.patch({ spec: { ports: [`${http3}/TCP`, `${http3}/UDP`].map(servicePort) } });
    await web.rolledOut([`${http3}/TCP`, `${http3}/UDP`]);
    await web.exposedAt(everyNode);
  },
};
