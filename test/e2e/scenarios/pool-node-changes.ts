import { strict as assert } from 'node:assert';

import type { LoadBalancer } from '../../framework/cluster/load-balancer.ts';
import { addAddress, setAddresses } from '../../framework/cluster/node-changes.ts';
import {
  addressesOfNodes,
  everyNode,
  fakeNode,
  nodeAddresses,
  setKubelet,
} from '../../framework/cluster/nodes.ts';
import type { Pool } from '../../framework/cluster/pool.ts';
import { addressesOf } from '../../framework/cluster/service.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { eventually } from '../../framework/processes/eventually.ts';

const interval = 50;
const allowed = 2000;
/** A machine that stalls delays one measurement, but not each of them. */
const attempts = 3;

const external = { type: 'ExternalIP', address: '203.0.113.2' };
const moved = { ...fakeNode('n1'), addresses: ['192.168.0.7'] };

/** A change of a node, and the addresses that are published then. */
type Change = readonly [make: () => Promise<void>, addresses: readonly string[]];

/** Makes a change; how many milliseconds after the pool the last Service reported it. */
async function delayOf(
  [make, addresses]: Change,
  pool: Pool,
  services: readonly LoadBalancer[],
): Promise<number> {
  const wanted = [...addresses].sort();
  const nodesText = async () => JSON.stringify((await pool.status()).nodes);
  const before = await nodesText();
  let reportedAt: number | undefined;
  await make();
  const publishedAt = await eventually(
    async () => {
      const [nodes, ...current] = await Promise.all([
        nodesText(),
        ...services.map((service) => service.read()),
      ]);
      const now = performance.now();
      if (nodes !== before) reportedAt ??= now;
      for (const service of current) assert.deepEqual(addressesOf(service).sort(), wanted);
      return now;
    },
    { interval, timeout: 60_000, what: `not every Service published ${wanted.join(', ')}` },
  );
  return publishedAt - (reportedAt ?? publishedAt);
}

export const strategy = 'dynamic-apply';
export const title =
  "a node's readiness and addresses change: Services are at most two seconds behind the status of the pool";

export async function run(namespace: TestNamespace): Promise<void> {
  const { api } = namespace.cluster;
  await namespace.restoreNodesAfterwards('n1', 'n2');
  const pool = await namespace.createPool('default');
  const services = [
    await namespace.createService('web'),
    await namespace.createService('none', { annotations: { workload: 'None' } }),
  ];
  for (const service of services) await service.exposedAt(everyNode);

  const pairs: readonly (readonly [Change, Change])[] = [
    [
      [() => setKubelet(api, 'n1', false), addressesOfNodes('n2', 'n3')],
      [() => setKubelet(api, 'n1', true), everyNode],
    ],
    [
      [() => setAddresses(api, 'n1', nodeAddresses(moved)), [...addressesOfNodes('n2', 'n3'), '192.168.0.7']],
      [() => setAddresses(api, 'n1', nodeAddresses(fakeNode('n1'))), everyNode],
    ],
    [
      [() => addAddress(api, 'n2', external), [external.address]],
      [() => setAddresses(api, 'n2', nodeAddresses(fakeNode('n2'))), everyNode],
    ],
  ];
  for (const [there, back] of pairs) {
    const delays: number[] = [];
    do delays.push(Math.max(await delayOf(there, pool, services), await delayOf(back, pool, services)));
    while (Math.min(...delays) > allowed + interval && delays.length < attempts);
    assert.ok(
      Math.min(...delays) <= allowed + interval,
      `Services were ${delays.join(', ')} ms behind the pool`,
    );
  }
  for (const service of services) await service.exposedAt(everyNode);
}
