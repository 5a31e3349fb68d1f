import { strict as assert } from 'node:assert';

import { eventually } from '../framework/processes/eventually.ts';
import type { LoadBalancer } from '../framework/cluster/load-balancer.ts';
import type { Pool, PoolStatus } from '../framework/cluster/pool.ts';
import { addressesOf } from '../framework/cluster/service.ts';

const interval = 50;
const promised = 2000;
/** A machine that stalls spoils one measurement; Services that are late for a reason are late every time. */
const attempts = 3;

/** Whose Services follow which pool. */
export interface Followers {
  pool: Pool;
  services: readonly LoadBalancer[];
}

/** A change that the status of a pool reports, and then those of Services. */
export interface Change {
  make: () => Promise<void>;
  /** Whether the status of the pool reports the change, and no other. */
  isReported: (status: PoolStatus) => boolean;
  /** What the Services publish then. */
  addresses: readonly string[];
}

/** Makes the change and waits for all; how many milliseconds the last Service came after the pool. */
async function delayOf(
  { make, isReported, addresses }: Change,
  { pool, services }: Followers,
): Promise<number> {
  const read = async () => {
    const [status, ...current] = await Promise.all([
      pool.status(),
      ...services.map((service) => service.read()),
    ]);
    return {
      reported: isReported(status),
      published: current.map((each) => addressesOf(each).sort()),
      at: performance.now(),
    };
  };
  const wanted = services.map(() => [...addresses].sort());
  const before = await read();
  assert.ok(!before.reported, 'the pool reports the change already');
  assert.notDeepEqual(before.published, wanted, 'the Services have the addresses already');

  let reportedAt: number | undefined;
  await make();
  const publishedAt = await eventually(
    async () => {
      const { reported, published, at } = await read();
      // A node that was late with its heartbeat may be reported in between.
      reportedAt = reported ? (reportedAt ?? at) : undefined;
      assert.deepEqual(published, wanted);
      return at;
    },
    { interval, what: `not every Service published ${addresses.join(', ')}` },
  );
  return publishedAt - (reportedAt ?? publishedAt);
}

/**
 * Makes a change and takes it back, and waits for all each time.
 * @throws {AssertionError} when a Service is more than two seconds behind the pool, at every attempt
 */
export async function assertFollowsPool(followers: Followers, there: Change, back: Change): Promise<void> {
  const delays: string[] = [];
  while (delays.length < attempts) {
    const delay = Math.max(await delayOf(there, followers), await delayOf(back, followers));
    if (delay <= promised + interval) return;
    delays.push(delay.toFixed());
  }
  assert.fail(`Services were ${delays.join(', ')} ms behind pool ${followers.pool.name}`);
}
