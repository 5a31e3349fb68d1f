import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Api } from './api.ts';
import type { Cluster } from './cluster.ts';
import type { Engine } from './engine.ts';
import type { ControlPlane } from './control-plane.ts';
import { difference, readWrites } from './writes.ts';
import type { Writes } from './writes.ts';

const unwanted = /^\d+ \w+ (services|daemonsets|deployments|loadbalancerpools|serviceexposures)\b/;
const kinds = ['Service', 'DaemonSet', 'Deployment', 'LoadBalancerPool', 'ServiceExposure'];
/** On a machine that stalls, nodes miss their heartbeats. What is written then says nothing about the hook. */
const attempts = 3;

/** What is watched. */
interface Watched extends Pick<Cluster, 'plane' | 'api'> {
  readonly engine: Pick<Engine, 'calls'>;
}

/** What the API server has written, and how often the hook was called for Services and for pools. */
export interface Activity {
  readonly writes: Writes;
  readonly services: number;
  readonly pools: number;
}

export async function readActivity({ plane, engine }: Watched): Promise<Activity> {
  const writes = await readWrites(plane);
  const services = await engine.calls('akrobateo-services');
  return { writes, services, pools: await engine.calls('akrobateo-pools') };
}

/** The writes between two readings that a steady state does not have, with those of statuses. */
export function unwantedWrites(before: Writes, after: Writes): string[] {
  return difference(before, after).filter((line) => unwanted.test(line));
}

/** Waits until there was no unwanted write for `still` milliseconds. @throws {AssertionError} after `timeout` */
export async function settle(plane: ControlPlane, still = 3000, timeout = 90_000): Promise<void> {
  const start = performance.now();
  let last = { writes: await readWrites(plane), since: performance.now() };
  while (performance.now() - last.since < still) {
    await sleep(500);
    const writes = await readWrites(plane);
    const more = unwantedWrites(last.writes, writes);
    if (more.length === 0) continue;
    last = { writes, since: performance.now() };
    if (performance.now() - start > timeout) assert.fail(`writes never settled: ${more.join(', ')}`);
  }
}

/** The new events on our kinds, one text each. Those on pods are the scheduler's, which may send them much later. */
async function eventsSince({ core }: Api, since: number): Promise<string[]> {
  const { items } = await core.listEventForAllNamespaces();
  return items
    .filter(({ involvedObject: { kind = '' } }) => kinds.includes(kind))
    .filter(({ metadata, lastTimestamp }) =>
      [metadata.creationTimestamp, lastTimestamp].some((time) => (time?.getTime() ?? 0) >= since),
    )
    .map(({ involvedObject: { kind = '', name = '' }, reason = '', message = '' }) =>
      [kind, name, reason, message].join(' '),
    );
}

/** The nodes that have become ready, or not ready. */
async function nodesChangedSince({ core }: Api, since: number): Promise<string[]> {
  const { items } = await core.listNode();
  return items
    .filter(({ status }) => {
      const ready = status?.conditions?.find(({ type }) => type === 'Ready');
      return (ready?.lastTransitionTime?.getTime() ?? 0) >= since;
    })
    .map(({ metadata }) => metadata?.name ?? '');
}

/** What a steady state must not have, in this many seconds. */
async function faultsWithin(cluster: Watched, seconds: number, services: number): Promise<string[]> {
  // Times are stored in whole seconds, rounded down.
  const start = Math.ceil(Date.now() / 1000) * 1000;
  const before = await readActivity(cluster);
  await sleep(seconds * 1000);
  const after = await readActivity(cluster);
  const calls = after.services - before.services;
  const pools = after.pools - before.pools;
  return [
    ...unwantedWrites(before.writes, after.writes),
    ...(await eventsSince(cluster.api, start)),
    ...(calls > services ? [`${calls} calls of the hook for Services`] : []),
    ...(pools > 0 ? [`${pools} calls of the hook for pools`] : []),
  ];
}

/**
 * Lets the cluster settle, then watches the counters of the API server and the engine.
 * @param services how many Services there are: for each of them one more call may have been requested
 * @throws {AssertionError} naming the writes, events and calls, unless a node has changed meanwhile: then it is repeated
 */
export async function assertSteady(cluster: Watched, seconds: number, services = 1): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    await settle(cluster.plane);
    const start = Date.now() - 1000;
    const faults = await faultsWithin(cluster, seconds, services);
    if (faults.length === 0) return;
    const changed = await nodesChangedSince(cluster.api, start);
    const what = `in ${seconds} s without any change there was ${faults.join('; ')}`;
    if (changed.length === 0 || attempt === attempts) assert.fail(what);
    console.error(`repeated, because ${changed.join(', ')} changed: ${what}`);
  }
}
