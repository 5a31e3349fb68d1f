import type { SyncRequest as ExposureRequest } from '../../hooks/exposures/request-schema.ts';
import type { Group, Pod } from '../../hooks/kubernetes/objects.ts';
import type { LoadBalancerPool } from '../../hooks/kubernetes/load-balancer-pool.ts';
import type { ServiceExposure, WrittenSpec } from '../../hooks/kubernetes/service-exposure.ts';
import type { SyncRequest as PoolRequest } from '../../hooks/pools/request-schema.ts';
import type { SyncRequest as ServiceRequest } from '../../hooks/services/observed.ts';
import { pairs } from '../golden.ts';

/**
 * Requests as large as on a real cluster, made of fixtures. None of them changes anything: that is what the engine asks
 * most, and what can be repeated.
 */

const EXPOSURES = 'ServiceExposure.akrobateo.kontena.io/v1alpha1';
const POOLS = 'LoadBalancerPool.akrobateo.kontena.io/v1alpha1';
const DAEMON_SETS = 'DaemonSet.apps/v1';

/** How many images a node lists; a kubelet lists at most 50. */
const IMAGES = 25;
const DIGEST = `sha256:${'0'.repeat(64)}`;

/** A node's name and address. */
export interface Place {
  readonly name: string;
  readonly address: string;
}

/** In the order of their names, as Go writes a map; their addresses, as in any grown cluster, are in no order. */
export function placesOf(count: number): Place[] {
  return Array.from({ length: count }, (_, index) => {
    // An odd factor permutes the 2^16 numbers.
    const number = (index * 40_503) % 2 ** 16;
    const name = `worker-${String(index).padStart(5, '0')}.example.org`;
    return { name, address: `10.64.${number >> 8}.${number & 255}` };
  });
}

function requestOf(fixture: string): unknown {
  const pair = pairs().find(({ name }) => name === fixture);
  if (pair === undefined) throw new Error(`there is no fixture ${fixture}`);
  return pair.request;
}

function mapped<T, U>(group: Group<T> = {}, change: (object: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(group).map(([key, object]) => [key, change(object)]));
}

function fieldsOf(value: unknown): object {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [`f:${key}`, fieldsOf(field)]));
}

/** With the managedFields of the API server, who wrote which field: a third of a pod or more. Fixtures have none. */
function stored<T extends { readonly metadata?: object | null }>(object: T): T {
  const time = '2026-11-23T08:39:50Z';
  const entry = { apiVersion: 'v1', fieldsType: 'FieldsV1', manager: 'kubelet', operation: 'Update', time };
  const managedFields = [{ ...entry, fieldsV1: fieldsOf(object) }];
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

/** An object of node n1 as that of another node: every occurrence of a text, keys included, becomes another one. */
function at<T>({ name, address }: Place, object: T, texts: Readonly<Record<string, string>>): T {
  const all = { '"n1"': JSON.stringify(name), '192.168.0.2': address, ...texts };
  const text = Object.entries(all).reduce(
    (json, [from, to]) => json.replaceAll(from, to),
    JSON.stringify(object),
  );
  return JSON.parse(text) as T;
}

/** Conditions of a fixture, which has three nodes, for another number of them. */
function counting<T extends { readonly message: string }>(
  conditions: readonly T[] | null | undefined,
  { length }: readonly Place[],
): T[] {
  return (conditions ?? []).map((each) => ({ ...each, message: each.message.replaceAll('3', `${length}`) }));
}

function withNodes(pool: LoadBalancerPool, places: readonly Place[]): LoadBalancerPool {
  const nodes = places.map(({ name, address }) => ({
    name,
    addresses: [
      { type: 'InternalIP' as const, address },
      { type: 'Hostname' as const, address: name },
    ],
    ready: true,
  }));
  const numbers = { observedGeneration: 1, totalNodes: places.length, readyNodes: places.length };
  return { ...pool, status: { ...numbers, nodes, conditions: counting(pool.status?.conditions, places) } };
}

/** A sync of a pool whose status lists all of its nodes. */
export function poolRequest(places: readonly Place[]): PoolRequest {
  const request = requestOf('pools/sync/steady') as PoolRequest;
  const recorded = request.related['Node.v1']?.['n1'];
  if (recorded === undefined) throw new Error('the fixture has no node n1');
  const images = Array.from({ length: IMAGES }, (_, index) => {
    const image = `registry.example.org/shop/service-${index}`;
    return { names: [`${image}@${DIGEST}`, `${image}:v1.${index}.0`], sizeBytes: 50_000_000 + index };
  });
  const template = { ...stored(recorded), status: { ...recorded.status, images } };
  const nodes = places.map((place, index) => {
    const uid = { '00000000009f': String(index).padStart(12, '0') };
    return [place.name, at(place, template, uid)] as const;
  });
  const related = { 'Node.v1': Object.fromEntries(nodes) };
  return { ...request, object: withNodes(request.object, places), related };
}

function exposedAt(exposure: ServiceExposure<WrittenSpec>, places: readonly Place[]) {
  const { status } = exposure;
  if (!status) throw new Error('the exposure of the fixture has no status');
  const nodes = places.map(({ name, address }) => ({ name, addresses: [address] }));
  const conditions = counting(status.conditions, places);
  return { ...exposure, status: { ...status, servingNodes: places.length, nodes, conditions } };
}

/** A sync of a Service that is published at these nodes. */
export function serviceRequest(places: readonly Place[]): ServiceRequest {
  const { object, attachments, ...rest } = requestOf('services/sync/daemonset-exposed') as ServiceRequest;
  const [entry] = object.status?.loadBalancer?.ingress ?? [];
  const ingress = places.map(({ address }) => ({ ...entry, ip: address }));
  const status = { loadBalancer: { ingress }, conditions: counting(object.status?.conditions, places) };
  return {
    ...rest,
    object: stored({ ...object, status }),
    attachments: {
      ...attachments,
      [EXPOSURES]: mapped(attachments[EXPOSURES], (exposure) => exposedAt(exposure, places)),
      [DAEMON_SETS]: mapped(attachments[DAEMON_SETS], stored),
    },
  };
}

/** The pod of a fixture has only what the core reads; a real one also has its template, and what the kubelet adds. */
function completed({ metadata, status, ...pod }: Pod): Pod {
  const { attachments } = requestOf('services/sync/daemonset-exposed') as ServiceRequest;
  const [daemonSet] = Object.values(attachments[DAEMON_SETS] ?? {});
  const { template } = daemonSet?.spec ?? {};
  if (!template?.spec) throw new Error('the fixture has no DaemonSet');
  const container = {
    name: 'tcp',
    image: 'akrobateo-proxy',
    imageID: DIGEST,
    ready: true,
    restartCount: 0,
    state: { running: {} },
  };
  const conditions = ['PodReadyToStartContainers', 'Initialized', 'ContainersReady', 'PodScheduled'].map(
    (type) => ({ type, status: 'True', lastTransitionTime: '2026-11-23T09:00:01Z' }),
  );
  return stored({
    ...pod,
    metadata: { ...metadata, ...template.metadata },
    spec: { ...template.spec, nodeName: 'n1' },
    status: {
      ...status,
      conditions: [...(status?.conditions ?? []), ...conditions],
      containerStatuses: [container],
    },
  });
}

function podsOn(places: readonly Place[], pods: Group<Pod> = {}): Group<Pod> {
  const [recorded] = Object.values(pods);
  if (recorded === undefined) return {};
  const template = completed(recorded);
  const name = recorded.metadata?.name ?? '';
  const made = places.map((place, index) => {
    const end = index.toString(36).padStart(5, '0');
    const texts = { [name]: name.replace(/[^-]*$/, end), dddddddddddd: end.padStart(12, '0') };
    return at(place, template, texts);
  });
  return Object.fromEntries(made.map((pod) => [`shop/${pod.metadata?.name ?? ''}`, pod]));
}

/**
 * A sync of a ServiceExposure that is exposed at these nodes, which are those of its pool.
 * @param fixture if it has proxies, each node has one
 */
export function exposureRequest(fixture: string, places: readonly Place[]): ExposureRequest {
  const { object, related, ...rest } = requestOf(`exposures/sync/${fixture}`) as ExposureRequest;
  const { length: count } = places;
  const numbers = { desiredNumberScheduled: count, currentNumberScheduled: count, numberReady: count };
  const status = { observedGeneration: 1, ...numbers, updatedNumberScheduled: count, numberMisscheduled: 0 };
  return {
    ...rest,
    object: exposedAt(object as ServiceExposure<WrittenSpec>, places),
    related: {
      ...related,
      'Pod.v1': podsOn(places, related['Pod.v1']),
      [DAEMON_SETS]: mapped(related[DAEMON_SETS], (daemonSet) => ({ ...daemonSet, status })),
      [POOLS]: mapped(related[POOLS], (pool) => withNodes(pool, places)),
    },
  };
}
