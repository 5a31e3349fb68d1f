import { strict as assert } from 'node:assert';

import type { Scenario } from '../framework/scenario.ts';
import { prefix } from '../framework/service.ts';
import { everyNode } from '../framework/nodes.ts';
import { hostPortsOf } from '../framework/workload.ts';

export const getsWorkloadAndAddresses: Scenario = {
  title: 'a Service gets its DaemonSet and the addresses of all nodes',
  name: 'new',
  async play(scene) {
    const [http, https] = [scene.port(), scene.port()];
    const web = await scene.createService('web', { ports: [http, https] });
    const service = await web.exposedAt(everyNode);
    assert.deepEqual(
      service.status?.loadBalancer?.ingress?.map(({ ipMode }) => ipMode),
      everyNode.map(() => 'VIP'),
    );

    const { kind, object } = await web.workload();
    assert.equal(kind, 'DaemonSet');
    assert.equal(object.metadata?.name, `akrobateo-web-${web.uid.slice(0, 8)}`);
    assert.equal(object.metadata.ownerReferences?.[0]?.uid, web.uid);
    assert.equal(object.spec?.template.metadata?.labels?.[`${prefix}service-uid`], web.uid);
    assert.deepEqual(hostPortsOf({ kind, object }), [`${http}/TCP`, `${https}/TCP`]);
  },
};
