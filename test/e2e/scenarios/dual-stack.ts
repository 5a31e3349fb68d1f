import { fakeNodes, everyNode } from '../framework/nodes.ts';
import type { Scenario } from '../framework/scenario.ts';

export const dualStack: Scenario = {
  title: 'a dual stack Service gets the addresses of both families, its first family first',
  name: 'dual-stack',
  async play(scene) {
    const web = await scene.createService('web', {
      ports: [scene.port()],
      spec: { ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv6', 'IPv4'] },
    });
    const everyIPv6 = fakeNodes.flatMap(({ addresses }) =>
      addresses.filter((address) => address.includes(':')),
    );
    await web.exposedAt([...everyIPv6, ...everyNode]);
  },
};
