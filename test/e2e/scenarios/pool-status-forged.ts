import { strict as assert } from 'node:assert';

import { everyNode } from '../../framework/cluster/nodes.ts';
import type { PoolStatus } from '../../framework/cluster/pool.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { eventually } from '../../framework/processes/eventually.ts';

const forgedStatuses: readonly PoolStatus[] = [
  {
    nodes: ['n1', 'elsewhere'].map((name) => ({
      name,
      addresses: [{ type: 'InternalIP', address: '203.0.113.66' }],
      ready: true,
    })),
    totalNodes: 2,
  },
  {
    nodes: [{ name: '', addresses: [{ type: 'InternalIP', address: 'not-an-address' }], ready: true }],
    observedGeneration: 99,
    conditions: [],
  },
];

export const strategy = 'dynamic-apply';
export const title =
  "a pool's status is edited by hand, with nonsense too: it is written again, and so are the addresses";

export async function run(namespace: TestNamespace): Promise<void> {
  const pool = await namespace.createPool('default');
  const { conditions, ...status } = await pool.reports(['n1', 'n2', 'n3']);
  const services = [
    await namespace.createService('web'),
    await namespace.createService('none', { annotations: { workload: 'None' } }),
  ];
  for (const service of services) await service.exposedAt(everyNode);

  for (const forged of forgedStatuses) {
    await pool.forge(forged);
    await eventually(async () => {
      const { conditions: current, ...rest } = await pool.status();
      assert.deepEqual(rest, status);
      // A condition that was removed gets another time.
      assert.deepEqual(
        current?.map(({ message }) => message),
        conditions?.map(({ message }) => message),
      );
    });
    await namespace.engineCaughtUp();
    for (const service of services) await service.exposedAt(everyNode);
  }
}
