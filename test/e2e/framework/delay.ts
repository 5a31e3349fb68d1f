import { strict as assert } from 'node:assert';

import { eventually } from './eventually.ts';
import type { LoadBalancer } from './load-balancer.ts';
import type { Pool, PoolStatus } from './pool.ts';
import { addressesOf } from './service.ts';

const interval = 50;
const promised = 2000;

/** A change that a pool's status tells of, and then Services' do. */
export interface Change {
  pool: Pool;
  /** Whether the pool's status tells of the change. */
  isTold: (status: PoolStatus) => boolean;
  services: readonly LoadBalancer[];
  /** What the Services publish then. */
  addresses: readonly string[];
  make: () => Promise<void>;
}

/** Makes the change, and waits for all. @throws {AssertionError} when a Service is more than two seconds behind */
export async function assertFollowsPool({ pool, isTold, services, addresses, make }: Change): Promise<void> {
  const read = async () => {
    const [status, ...current] = await Promise.all([
      pool.status(),
      ...services.map((service) => service.read()),
    ]);
    return { told: isTold(status), published: current.map(addressesOf), at: performance.now() };
  };
  const wanted = services.map(() => addresses);
  const before = await read();
  assert.ok(!before.told, 'the pool tells of the change already');
  assert.notDeepEqual(before.published, wanted, 'the Services have the addresses already');

  let toldAt: number | undefined;
  await make();
  const publishedAt = await eventually(
    async () => {
      const { told, published, at } = await read();
      if (told) toldAt ??= at;
      assert.deepEqual(published, wanted);
      return at;
    },
    { interval, what: `not every Service published ${addresses.join(', ')}` },
  );
  const delay = publishedAt - (toldAt ?? publishedAt);
  assert.ok(delay <= promised + interval, `Services were ${delay.toFixed()} ms behind pool ${pool.name}`);
}
