import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Api } from './api.ts';
import type { Cluster } from './cluster.ts';
import type { ControlPlane } from './control-plane.ts';
import { difference, readWrites } from './writes.ts';
import type { Writes } from './writes.ts';

const mustBeQuiet = /^\d+ \w+ (services|daemonsets|deployments|loadbalancerpools|serviceexposures)\b/;
const kinds = ['Service', 'DaemonSet', 'Deployment', 'LoadBalancerPool', 'ServiceExposure'];
/** A machine that stalls lets nodes seem dead; what is written then says nothing about us. */
const attempts = 3;

/**
 * The writes between two readings that a steady state is free of: to services, daemonsets, deployments and pools (their
 * status is a subresource of theirs).
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

/** The new events on what is ours, a text each. Those on pods are the scheduler's, which may send them much later. */
async function eventsSince({ core }: Api, since: number): Promise<string[]> {
  const { items } = await core.listEventForAllNamespaces();
  return items
    .filter(({ involvedObject: { kind = '' } }) => kinds.includes(kind))
    .filter(({ metadata, lastTimestamp }) => {
      const times = [metadata.creationTimestamp, lastTimestamp].map((time) => time?.getTime() ?? 0);
      return Math.max(...times) >= since;
    })
    .map(({ involvedObject: { kind, name }, reason, message }) =>
      [kind, name, reason, message].map((part) => part ?? '?').join(' '),
    );
}

/** The nodes that have become ready, or were given up. */
async function nodesChangedSince({ core }: Api, since: number): Promise<string[]> {
  const { items } = await core.listNode();
  return items
    .filter(({ status }) => {
      const ready = status?.conditions?.find(({ type }) => type === 'Ready');
      return (ready?.lastTransitionTime?.getTime() ?? 0) >= since;
    })
    .map(({ metadata }) => metadata?.name ?? '');
}

async function quietFaults(
  { plane, api, engine }: Cluster,
  seconds: number,
  services: number,
): Promise<string[]> {
  const read = async () => ({
    writes: await readWrites(plane),
    services: await engine.calls('akrobateo-services'),
    pools: await engine.calls('akrobateo-pools'),
  });
  // Times are stored in whole seconds, rounded down.
  const start = Math.ceil(Date.now() / 1000) * 1000;
  const before = await read();
  await sleep(seconds * 1000);
  const after = await read();
  const asked = after.services - before.services;
  const pools = after.pools - before.pools;
  return [
    ...loudWrites(before.writes, after.writes),
    ...(await eventsSince(api, start)),
    ...(asked > services ? [`the hook was asked ${asked} times for Services`] : []),
    ...(pools > 0 ? [`the hook was asked ${pools} times for pools`] : []),
  ];
}

/**
 * Lets the cluster settle, then watches the API server's counters for `seconds`.
 * @param services how many may make the engine ask the hook once more: an earlier answer may have asked for one late look
 * @throws {AssertionError} naming the loud writes and events, or when the hook is asked again and again
 */
export async function assertQuiet(cluster: Cluster, seconds: number, services = 1): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    await settle(cluster.plane);
    const start = Date.now() - 1000;
    const faults = await quietFaults(cluster, seconds, services);
    if (faults.length === 0) return;
    const changed = await nodesChangedSince(cluster.api, start);
    const what = `in ${seconds} s without any change there was ${faults.join('; ')}`;
    if (changed.length === 0 || attempt === attempts) assert.fail(what);
    console.error(`looked at again, for ${changed.join(', ')} changed: ${what}`);
  }
}
