import { strict as assert } from 'node:assert';

import { everyNode } from '../framework/nodes.ts';
import { proxiesRunOn } from '../framework/proxies.ts';
import type { Scenario } from '../framework/scenario.ts';

export const nonePodSecurity: Scenario = {
  title: 'a namespace enforces pod security restricted: proxies are refused, workload None works',
  name: 'none-restricted',
  async play(scene) {
    await scene.labelNamespace({ 'pod-security.kubernetes.io/enforce': 'restricted' });
    await scene.createPool('default');
    const web = await scene.createService('web', { ports: [scene.port()] });
    assert.match(await web.troubled('PodSecurity'), /workload None/);

    await web.annotate({ workload: 'None' });
    await web.exposedAt(everyNode);
    await proxiesRunOn(scene.cluster.api, web, []);
  },
};
