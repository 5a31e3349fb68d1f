import { strict as assert } from 'node:assert';

import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { prefix } from '../../framework/cluster/service.ts';
import { everyNode } from '../../framework/cluster/nodes.ts';
import { hostPortsOf } from '../../framework/cluster/workload.ts';

export const title = 'a Service gets its DaemonSet and the addresses of all nodes';

export async function run(namespace: TestNamespace): Promise<void> {
  const [http, https] = [namespace.port(), namespace.port()];
  const web = await namespace.createService('web', { ports: [http, https] });
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
}
