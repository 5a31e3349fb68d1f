import { strict as assert } from 'node:assert';

import { eventually } from '../../framework/processes/eventually.ts';
import { addressesOfNodes, everyNode } from '../../framework/cluster/nodes.ts';
import { proxiesRunOn } from '../../framework/cluster/proxies.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';

const spec = {
  exclusive: true,
  nodeSelector: { matchLabels: { 'kubernetes.io/hostname': 'n1' } },
};

export const title = 'a pool becomes exclusive: others leave its nodes, and come back when it no longer is';

export async function run(namespace: TestNamespace): Promise<void> {
  const { api } = namespace.cluster;
  const others = await namespace.createPool('default');
  const web = await namespace.createService('web');
  const none = await namespace.createService('none', { annotations: { workload: 'None' } });
  await web.exposedAt(everyNode);
  await none.exposedAt(everyNode);

  const bank = await namespace.createPool('bank', spec);
  const safe = await namespace.createService('safe', { annotations: { pool: 'bank' } });
  await safe.exposedAt(addressesOfNodes('n1'));
  await web.exposedAt(addressesOfNodes('n2', 'n3'));
  await none.exposedAt(addressesOfNodes('n2', 'n3'));
  await proxiesRunOn(api, web, ['n2', 'n3']);
  await others.reports(['n2', 'n3']);
  assert.match(await others.hasReason('Ready'), /1 node belongs to exclusive LoadBalancerPool bank/);

  await bank.patch({ exclusive: false });
  await web.exposedAt(everyNode);
  await none.exposedAt(everyNode);
  await eventually(async () => {
    const { metadata } = await bank.read();
    assert.ok(!('labels' in metadata), 'the label is still there');
  });
}
