import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';

import { PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';

import type { Api } from '../framework/cluster/api.ts';
import { startCluster } from '../framework/cluster/cluster.ts';
import type { Cluster } from '../framework/cluster/cluster.ts';
import { readActivity } from '../framework/cluster/steady.ts';
import { TestNamespace } from '../framework/cluster/test-namespace.ts';
import { difference } from '../framework/cluster/writes.ts';
import { eventually } from '../framework/processes/eventually.ts';
import { useStarted } from '../framework/processes/started.ts';

const heartbeats = 30;
const names = Array.from({ length: 10 }, (_, index) => `web-${index}`);
const nodes = Array.from({ length: 50 }, (_, index) => ({
  name: `n${String(index).padStart(2, '0')}`,
  addresses: [`192.168.1.${index}`],
}));
const addresses = nodes.flatMap((node) => node.addresses);

const strategicMergePatch = setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch);

/** Sends the heartbeat of a node as a kubelet does: a new time in its condition Ready. kwok only renews leases. */
async function beat(api: Api, name: string): Promise<void> {
  const { status } = await api.core.readNode({ name });
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  // Times are stored in whole seconds, and the same time would not be a change.
  const next = (ready?.lastHeartbeatTime?.getTime() ?? 0) + 1000;
  const conditions = [{ type: 'Ready', lastHeartbeatTime: new Date(next) }];
  await api.core.patchNodeStatus({ name, body: { status: { conditions } } }, strategicMergePatch);
}

/** Waits until the hook was not called for longer than the retention, the longest time that an answer requests. */
async function withoutCalls({ engine }: Cluster, seconds = 35): Promise<void> {
  const deadline = performance.now() + 180_000;
  let last = { calls: await engine.calls(), since: performance.now() };
  while (performance.now() - last.since < seconds * 1000) {
    await sleep(1000);
    const calls = await engine.calls();
    if (calls !== last.calls) last = { calls, since: performance.now() };
    assert.ok(performance.now() < deadline, 'the hook was called again and again');
  }
}

/** One at a time: two at once could become one call. */
async function beatOneByOne({ api, engine }: Cluster): Promise<void> {
  for (const { name } of nodes.slice(0, heartbeats)) {
    const before = await engine.calls('akrobateo-pools');
    await beat(api, name);
    const isSeen = async () => {
      assert.notEqual(await engine.calls('akrobateo-pools'), before);
    };
    await eventually(isSeen, { interval: 20, what: `the heartbeat of ${name} was not seen` });
  }
}

describe(`a heartbeat of one of ${nodes.length} nodes, with ${names.length} Services`, function () {
  this.timeout(600_000);
  const cluster = useStarted(() => startCluster({ name: 'heartbeat', nodes }));

  it('costs one call of the hook, none of it for Services, and no write', async () => {
    const namespace = await TestNamespace.create(cluster(), 'heartbeat');
    await namespace.createPool('default');
    const services = await Promise.all(names.map((name) => namespace.createService(name)));
    await Promise.all(services.map((service) => service.exposedAt(addresses, 240_000)));
    await withoutCalls(cluster());

    const before = await readActivity(cluster());
    await beatOneByOne(cluster());
    // Writes that follow the calls.
    await sleep(5000);
    const after = await readActivity(cluster());
    assert.equal(after.pools - before.pools, heartbeats, 'calls for the pool');
    assert.equal(after.services - before.services, 0, 'calls for Services');
    assert.deepEqual(difference(before.writes, after.writes), [`${heartbeats} PATCH nodes/status 200`]);
  });
});
