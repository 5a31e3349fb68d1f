import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';

import { everyNode } from '../../framework/cluster/nodes.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';

const annotations = { workload: 'None' };

export const title =
  'a Service with proxies and one without request one port, in both orders: the older one holds it';

export async function run(namespace: TestNamespace): Promise<void> {
  const [port, other] = [namespace.port(), namespace.port()];
  await namespace.createPool('default');
  const none = await namespace.createService('none', { ports: [port], annotations });
  await none.exposedAt(everyNode);
  // Creation times are whole seconds. Within one of them the uid decides who is older.
  await sleep(1000);
  const web = await namespace.createService('web', { ports: [port, other] });
  assert.match(
    await web.reportsProblem('PortTaken', everyNode),
    /is already used by Service \S+\/none \(workload None\) on nodes n1, n2, n3 and is left out/,
  );
  await web.rolledOut([`${other}/TCP`]);

  const late = await namespace.createService('late', { ports: [other], annotations });
  assert.match(
    await late.reportsProblem('PortTaken'),
    /Service \S+\/web \(workload DaemonSet\) on nodes n1, n2, n3/,
  );

  await none.delete();
  await web.exposedAt(everyNode);
  await web.delete();
  await late.exposedAt(everyNode);
}
