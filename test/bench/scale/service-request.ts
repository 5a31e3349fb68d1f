import type { Pod, Service, SyncRequest } from '../../../hooks/services/observed.ts';
import { pairs } from '../../golden.ts';
import { clone } from './clone.ts';
import { withManagedFields } from './managed-fields.ts';
import { byAddress } from './places.ts';
import type { Place } from './places.ts';
import { withNodes } from './pool-request.ts';

const POOLS = 'LoadBalancerPool.akrobateo.kontena.io/v1alpha1';

/** Which Service to make: of which fixture, in a pool of which nodes, with proxies on which and published at which. */
export interface Scene {
  readonly fixture: string;
  readonly pool: readonly Place[];
  readonly proxies: readonly Place[];
  readonly published: readonly Place[];
}

function publishedAt(service: Service, places: readonly Place[]): Service {
  const [entry] = service.status?.loadBalancer?.ingress ?? [];
  const [condition, ...others] = service.status?.conditions ?? [];
  if (entry === undefined || condition === undefined) throw new Error('the fixture publishes nothing');
  const { ports, ...rest } = entry;
  const ingress = byAddress(places).map(({ address }, index) => ({
    ...rest,
    ip: address,
    ...(ports === undefined || index > 0 ? {} : { ports }),
  }));
  const message = `exposed at ${places.length} addresses`;
  return {
    ...service,
    status: { loadBalancer: { ingress }, conditions: [{ ...condition, message }, ...others] },
  };
}

function podOn(template: Pod, { name, address }: Place, index: number): Pod {
  const end = index.toString(36).padStart(5, '0');
  return clone(template, {
    [template.metadata?.name ?? '?']: `${template.metadata?.generateName ?? ''}${end}`,
    '"n1"': JSON.stringify(name),
    '192.168.0.2': address,
    dddddddddddd: end.padStart(12, '0'),
  });
}

function podsOn(places: readonly Place[], { related }: SyncRequest): Record<string, Pod> {
  const [recorded] = Object.values(related['Pod.v1'] ?? {});
  if (recorded === undefined) return {};
  const template = withManagedFields(recorded);
  const pods = places.map((place, index) => podOn(template, place, index));
  return Object.fromEntries(pods.map((pod) => [`shop/${pod.metadata?.name ?? ''}`, pod]));
}

function daemonSetsWith(count: number, { attachments }: SyncRequest): SyncRequest['attachments'] {
  const sets = Object.entries(attachments['DaemonSet.apps/v1'] ?? {}).map(([key, daemonSet]) => {
    const status = {
      currentNumberScheduled: count,
      desiredNumberScheduled: count,
      numberMisscheduled: 0,
      numberReady: count,
      observedGeneration: 1,
      updatedNumberScheduled: count,
      numberAvailable: count,
    };
    return [key, { ...daemonSet, status }] as const;
  });
  return { ...attachments, 'DaemonSet.apps/v1': Object.fromEntries(sets) };
}

/** A sync of a Service that is published as it is to be, made of a fixture. */
export function serviceRequest({ fixture, pool, proxies, published }: Scene): SyncRequest {
  const request = pairs().find(({ name }) => name === `services/sync/${fixture}`)?.request as SyncRequest;
  const { default: recorded } = request.related[POOLS] ?? {};
  if (recorded === undefined) throw new Error('the fixture has no pool');
  return {
    ...request,
    object: publishedAt(request.object, published),
    attachments: daemonSetsWith(proxies.length, request),
    related: {
      ...request.related,
      'Pod.v1': podsOn(proxies, request),
      [POOLS]: { default: withNodes(recorded, pool) },
    },
  };
}
