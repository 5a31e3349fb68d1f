import { strict as assert } from 'node:assert';

import { everyNode } from '../../framework/cluster/nodes.ts';
import { proxiesRunOn } from '../../framework/cluster/proxies.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';

export const strategy = 'dynamic-apply';
export const title = 'a namespace enforces pod security restricted: proxies are refused, workload None works';

export async function run(namespace: TestNamespace): Promise<void> {
  await namespace.labelNamespace({ 'pod-security.kubernetes.io/enforce': 'restricted' });
  await namespace.createPool('default');
  const web = await namespace.createService('web');
  assert.match(await web.reportsProblem('PodSecurity'), /workload None/);

  await web.annotate({ workload: 'None' });
  await web.exposedAt(everyNode);
  await proxiesRunOn(namespace.cluster.api, web, []);
}
