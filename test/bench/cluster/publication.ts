import { strict as assert } from 'node:assert';
import type { V1Service } from '@kubernetes/client-node';
import { identity } from '../../framework/cluster/api.ts';
import type { Cluster } from '../../framework/cluster/cluster.ts';
import { addressesOf } from '../../framework/cluster/service.ts';
import { eventually } from '../../framework/processes/eventually.ts';
import { FirstTimes, watch } from '../watch.ts';

/** When each of these was true, in milliseconds on one clock. */
export interface Publication {
  /** Each Service had an address. */
  readonly one: number;
  /** Each pod ran. */
  readonly pods: number;
  /** Each Service had all addresses. */
  readonly all: number;
}

async function count(times: FirstTimes, wanted: number, what: string): Promise<number> {
  const isReached = () => {
    assert.equal(times.size, wanted);
  };
  await eventually(isReached, { timeout: 480_000, interval: 100, what });
  return times.last();
}

/** Begins to watch a namespace; the result waits until this many pods run, and is the time when the last one did. */
export async function watchPods(
  { api }: Cluster,
  namespace: string,
  pods: number,
): Promise<() => Promise<number>> {
  const running = new FirstTimes();
  // kwok's pods are ready when they run, so that each is reported once or twice only.
  const path = `/api/v1/namespaces/${namespace}/pods?fieldSelector=status.phase%3DRunning`;
  const end = await watch(api, path, (pod) => {
    running.note(identity(pod).uid);
  });
  return () => count(running, pods, 'not every pod ran').finally(end);
}

/** Begins to watch a namespace; the result waits until this many Services have the addresses of this many nodes. */
export async function watchPublication(
  cluster: Cluster,
  namespace: string,
  { services, nodes }: { services: number; nodes: number },
): Promise<() => Promise<Publication>> {
  const [one, all] = [new FirstTimes(), new FirstTimes()];
  const pods = await watchPods(cluster, namespace, services * nodes);
  const end = await watch(cluster.api, `/api/v1/namespaces/${namespace}/services`, (service: V1Service) => {
    const { length } = addressesOf(service);
    if (length > 0) one.note(identity(service).uid);
    if (length === nodes) all.note(identity(service).uid);
  });
  return async () => {
    const last = await count(all, services, 'not every Service had all addresses').finally(end);
    return { one: one.last(), pods: await pods(), all: last };
  };
}
