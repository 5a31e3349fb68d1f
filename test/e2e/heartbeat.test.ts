import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';

import { startCluster } from './framework/cluster.ts';
import type { Cluster } from './framework/cluster.ts';
import { eventually } from './framework/eventually.ts';
import { beat } from './framework/heartbeats.ts';
import type { FakeNode } from './framework/nodes.ts';
import { Pool } from './framework/pool.ts';
import { Scene } from './framework/scene.ts';
import { difference, readWrites } from './framework/writes.ts';

const heartbeats = 50;
const names = Array.from({ length: 20 }, (_, index) => `web-${index}`);
const nodes: FakeNode[] = Array.from({ length: 100 }, (_, index) => ({
  name: `n${String(index).padStart(2, '0')}`,
  addresses: [`192.168.1.${index}`],
}));
const addresses = nodes.flatMap((node) => node.addresses);

/** Waits until the hook was asked nothing for longer than the longest wait that an answer asks for, the grace. */
async function assertStill({ engine }: Cluster, seconds = 35): Promise<void> {
  const deadline = performance.now() + 180_000;
  let last = { calls: await engine.calls(), since: performance.now() };
  while (performance.now() - last.since < seconds * 1000) {
    await sleep(1000);
    const calls = await engine.calls();
    if (calls !== last.calls) last = { calls, since: performance.now() };
    assert.ok(performance.now() < deadline, 'the hook was asked again and again');
  }
}

/** Each by itself: two at once could be answered as one. */
async function beatOneByOne({ api, engine }: Cluster): Promise<void> {
  for (const { name } of nodes.slice(0, heartbeats)) {
    const before = await engine.calls('akrobateo-pools');
    await beat(api, name);
    await eventually(
      async () => {
        assert.notEqual(await engine.calls('akrobateo-pools'), before);
      },
      { interval: 20, what: `the heartbeat of ${name} was not seen` },
    );
  }
}

describe(`a heartbeat of one of ${nodes.length} nodes, with ${names.length} Services`, function () {
  this.timeout(600_000);
  let cluster: Cluster | undefined;
  let scene: Scene | undefined;
  let failed = false;
  before(async () => {
    cluster = await startCluster('dynamic-apply', { name: 'heartbeat', nodes });
    scene = await Scene.open(cluster, 'heartbeat');
  });
  afterEach(function () {
    failed ||= this.currentTest?.state === 'failed';
  });
  after(async () => {
    await cluster?.stop(failed);
  });

  it('costs one call of the hook, none of it for Services, and no write', async () => {
    if (cluster === undefined || scene === undefined) throw new Error('the cluster did not start');
    const { plane, api, engine } = cluster;
    const stage = scene;
    await Pool.create(api, 'default');
    const services = await Promise.all(
      names.map((name) => stage.createService(name, { ports: [stage.port()] })),
    );
    await Promise.all(services.map((service) => service.exposedAt(addresses, 240_000)));
    await assertStill(cluster);

    const read = async () => ({
      pools: await engine.calls('akrobateo-pools'),
      services: await engine.calls('akrobateo-services'),
      writes: await readWrites(plane),
    });
    const before = await read();
    await beatOneByOne(cluster);
    // What a heartbeat would bring about after its call has time to show.
    await sleep(5000);
    const after = await read();
    assert.deepEqual(
      {
        pools: after.pools - before.pools,
        services: after.services - before.services,
        writes: difference(before.writes, after.writes),
      },
      { pools: heartbeats, services: 0, writes: [`${heartbeats} PATCH nodes/status 200`] },
    );
  });
});
