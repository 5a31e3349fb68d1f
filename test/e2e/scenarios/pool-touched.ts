import { strict as assert } from 'node:assert';

import { eventually } from '../../framework/processes/eventually.ts';
import { unwantedWrites, settle } from '../../framework/cluster/steady.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { readWrites } from '../../framework/cluster/writes.ts';

const spec = {
  nodeSelector: {
    matchLabels: { 'kubernetes.io/os': 'linux' },
    matchExpressions: [
      { key: 'kubernetes.io/hostname', operator: 'In', values: ['n3', 'n1'] },
      { key: 'gpu', operator: 'DoesNotExist' },
    ],
  },
  tolerations: [
    { key: 'role', operator: 'Equal', value: '', effect: 'NoSchedule' },
    { key: 'role', value: 'edge' },
    { key: 'slow', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
  ],
  addressTypes: ['InternalIP', 'ExternalIP'],
  namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'Exists' }] },
  allowedPorts: [{ port: 20_000, endPort: 29_999 }],
  reservedPorts: [{ port: 9100 }, { port: 30_000, endPort: 32_767 }],
};

/** As `touched`: an answer that the API server makes something else of is seen only when something is synced. */
export const title =
  'a pool with everything set and its Services are touched: they are synced, and only the touch is written';

export async function run(namespace: TestNamespace): Promise<void> {
  const { plane, engine } = namespace.cluster;
  const pool = await namespace.createPool('default', spec);
  const make = (name: string, annotations = {}) => namespace.createService(name, { annotations });
  const services = [
    await make('web', { tolerations: 'role=edge:NoSchedule', 'node-selector': 'zone!=c' }),
    await make('small', { workload: 'Deployment', replicas: '2' }),
    await make('none', { workload: 'None' }),
  ];
  const addresses = ['192.168.0.1', '192.168.0.10'];
  for (const service of services) await service.exposedAt(addresses);
  await settle(plane);

  const read = async () => [await engine.calls('akrobateo-pools'), await engine.calls('akrobateo-services')];
  const touch = { metadata: { labels: { touched: 'yes' } } };
  const before = { writes: await readWrites(plane), calls: await read() };
  for (const service of services) await service.patch(touch);
  await pool.merge(touch);
  await eventually(async () => {
    const [pools = 0, others = 0] = await read();
    const [poolsBefore = 0, othersBefore = 0] = before.calls;
    assert.ok(pools > poolsBefore, 'the pool was not synced');
    assert.ok(others >= othersBefore + services.length, 'not all Services were synced');
  });
  await settle(plane);
  assert.deepEqual(unwantedWrites(before.writes, await readWrites(plane)), [
    '1 PATCH loadbalancerpools 200',
    `${services.length} PATCH services 200`,
  ]);
}
