import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Cluster } from './cluster.ts';
import type { ControlPlane } from './control-plane.ts';
import { difference, readWrites } from './writes.ts';
import type { Writes } from './writes.ts';

// The scheduler ends the series of its own old events by a PATCH, minutes later; a new event of anybody is a POST.
const mustBeQuiet = /^\d+ (\w+ (services|daemonsets|deployments)|POST events)\b/;

/** The writes between two readings that a steady state is free of: to services, daemonsets, deployments and events. */
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
  const before = await readWrites(plane);
  const calls = await engine.calls();
  await sleep(seconds * 1000);
  assert.deepEqual(
    loudWrites(before, await readWrites(plane)),
    [],
    `${seconds} s that should have been quiet`,
  );
  const asked = (await engine.calls()) - calls;
  assert.ok(asked <= services, `the hook was asked ${asked} times in ${seconds} s without any change`);
}
