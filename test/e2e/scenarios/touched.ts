import { strict as assert } from 'node:assert';

import { eventually } from '../../framework/processes/eventually.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { unwantedWrites, settle } from '../../framework/cluster/steady.ts';
import { readWrites } from '../../framework/cluster/writes.ts';

/**
 * An answer that differs from what the API server makes of it is written again in each sync; the server finds nothing
 * changed, so nothing happens and the quiet windows do not show it.
 */
export const title =
  'Services with everything set are touched: they are synced, and only the touch is written';

export async function run(namespace: TestNamespace): Promise<void> {
  const { plane, engine } = namespace.cluster;
  const port = () =>
    [namespace.port()].flatMap((each) => ['TCP', 'UDP', 'SCTP'].map((name) => `${each}/${name}`));
  const annotations = {
    'node-selector': 'kubernetes.io/hostname in (n1,n3),!gpu',
    tolerations: 'role=edge:NoSchedule,role=edge:NoExecute',
  };
  const services = [
    await namespace.createService('web', {
      ports: port(),
      annotations: { ...annotations, 'ip-mode': 'Proxy' },
    }),
    await namespace.createService('bound', { ports: port(), annotations: { 'host-ip': '192.168.0.1' } }),
    await namespace.createService('small', {
      ports: port(),
      annotations: { ...annotations, workload: 'Deployment', replicas: '2', addresses: '203.0.113.7' },
      spec: { loadBalancerSourceRanges: ['198.51.100.0/24', '192.0.2.0/24'] },
    }),
    await namespace.createService('both', {
      ports: port(),
      spec: { externalTrafficPolicy: 'Local', ipFamilyPolicy: 'RequireDualStack' },
    }),
  ];
  for (const service of services) await service.available();
  await settle(plane);

  const before = await readWrites(plane);
  const calls = await engine.calls();
  for (const service of services) await service.patch({ metadata: { labels: { touched: 'yes' } } });
  await eventually(async () => {
    assert.ok((await engine.calls()) >= calls + services.length, 'not all were synced');
  });
  await settle(plane);
  assert.deepEqual(unwantedWrites(before, await readWrites(plane)), [
    `${services.length} PATCH services 200`,
  ]);
}
