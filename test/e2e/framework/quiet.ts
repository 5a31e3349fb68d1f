import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Cluster } from './cluster.ts';
import type { ControlPlane } from './control-plane.ts';
import { difference, readWrites } from './writes.ts';
import type { Writes } from './writes.ts';

// The scheduler ends the series of its own old events by a PATCH, minutes later; a new event of anybody is a POST.
const mustBeQuiet = /^\d+ (\w+ (services|daemonsets|deployments|loadbalancerpools)|POST events)\b/;

/**
 * The writes between two readings that a steady state is free of: to services, daemonsets, deployments, pools (their
 * status is a subresource of theirs) and events.
 */
export function loudWrites(before: Writes, after: Writes): string[] {
  return difference(before, after).filter((line) => mustBeQuiet.test(line));
}

/** Waits until nothing that must be quiet was written for `still` milliseconds; gives up after `timeout`. */
export async function settle(plane: ControlPlane, still = 3000, timeout = 45_000): Promise<void> {
  const start = performance.now();
  let last = { writes: await readWrites(plane), since: performance.now() };
  while (performance.now() - last.since < still) {
    await sleep(500);
    const writes = await readWrites(plane);
    const more = loudWrites(last.writes, writes);
    if (more.length === 0) continue;
    last = { writes, since: performance.now() };
    if (performance.now() - start > timeout) assert.fail(`writes never settled: ${more.join(', ')}`);
  }
}

/**
 * Lets the cluster settle, then watches the API server's counters for `seconds`.
 * @param services how many may make the engine ask the hook once more: an earlier answer may have asked for one late look
 * @throws {AssertionError} naming the loud writes, or when the hook is asked again and again
 */
export async function assertQuiet({ plane, engine }: Cluster, seconds: number, services = 1): Promise<void> {
  await settle(plane);
  const read = async () => ({
    writes: await readWrites(plane),
    services: await engine.calls('akrobateo-services'),
    pools: await engine.calls('akrobateo-pools'),
  });
  const before = await read();
  await sleep(seconds * 1000);
  const after = await read();
  const inVain = `in ${seconds} s without any change`;
  assert.deepEqual(loudWrites(before.writes, after.writes), [], `there were writes ${inVain}`);
  const asked = after.services - before.services;
  assert.ok(asked <= services, `the hook was asked ${asked} times for Services ${inVain}`);
  assert.equal(after.pools - before.pools, 0, `the hook was asked for pools ${inVain}`);
}
