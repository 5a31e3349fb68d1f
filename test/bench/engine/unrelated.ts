import { create, mergePatch } from '../../framework/cluster/api.ts';
import type { Api } from '../../framework/cluster/api.ts';
import { createNamespace } from '../../framework/cluster/test-namespace.ts';
import { WORKERS, repeat } from './parallel.ts';

const namespace = 'unrelated';

/** A kind of which nothing in a namespace belongs to any Service. */
export interface Unrelated {
  /** Changes one object after the other until there were this many events. */
  readonly change: (events: number) => Promise<void>;
}

const nameOf = (index: number) => `unrelated-${index}`;

async function createPod(api: Api, index: number): Promise<void> {
  await create(api, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: nameOf(index), namespace },
    spec: {
      // The scheduler would write about a pod that it cannot place.
      schedulerName: 'none',
      containers: [{ name: 'main', image: 'docker.io/library/none:1' }],
    },
  });
}

async function createSlice(api: Api, index: number): Promise<void> {
  await create(api, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: nameOf(index),
      namespace,
      labels: { 'kubernetes.io/service-name': nameOf(index) },
    },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.1.2.3'], conditions: { ready: true } }],
  });
}

/** Every worker has an object, so that no two requests meet at one. */
export async function createUnrelated(api: Api): Promise<{ pods: Unrelated; slices: Unrelated }> {
  await createNamespace(api, namespace);
  for (let index = 0; index < WORKERS; index += 1) {
    await createPod(api, index);
    await createSlice(api, index);
  }
  let value = 0;
  const target = (worker: number) => {
    value += 1;
    const body = { metadata: { annotations: { 'example.org/value': String(value) } } };
    return { name: nameOf(worker), namespace, body };
  };
  return {
    pods: {
      change: (events) =>
        repeat(events, (_, worker) => api.core.patchNamespacedPod(target(worker), mergePatch)),
    },
    slices: {
      change: (events) =>
        repeat(events, (_, worker) => api.discovery.patchNamespacedEndpointSlice(target(worker), mergePatch)),
    },
  };
}
