import type { V1LabelSelector } from '@kubernetes/client-node';
import { customizeExposure } from '../exposures/customize.ts';
import type { SyncRequest as ExposureRequest } from '../exposures/observed.ts';
import { matchesSelector } from '../kubernetes/label-selector.ts';
import type { LoadBalancerPool } from '../kubernetes/load-balancer-pool.ts';
import { isControlledBy } from '../kubernetes/objects.ts';
import type { ServiceExposure } from '../kubernetes/service-exposure.ts';
import type { Observed } from '../kubernetes/wire.ts';
import { customizePool } from '../pools/customize.ts';
import type { SyncRequest as PoolRequest } from '../pools/sync.ts';
import type { Service, SyncRequest as ServiceRequest } from '../services/observed.ts';
import { RESOURCES, RESOURCE_KEYS, keyOf, pluralOf } from './world.ts';
import type { Labelled, World } from './world.ts';

/** A rule of a customize answer. */
interface Rule {
  readonly apiVersion: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly names?: readonly string[];
  readonly labelSelector?: Observed<V1LabelSelector>;
}

function group<T extends Labelled>(objects: readonly T[]): Record<string, T> {
  return Object.fromEntries(objects.map((object) => [keyOf(object), object]));
}

function isRelated({ namespace, names, labelSelector }: Rule, { metadata }: Labelled): boolean {
  return (
    (namespace === undefined || metadata?.namespace === namespace) &&
    (names === undefined || names.includes(metadata?.name ?? '')) &&
    matchesSelector(labelSelector, metadata?.labels ?? {})
  );
}

function related(rules: readonly Rule[], world: World): Record<string, Record<string, object>> {
  const groups = RESOURCE_KEYS.flatMap((key) => {
    const { apiVersion, kind } = RESOURCES[key];
    const own = rules.filter((rule) => rule.apiVersion === apiVersion && rule.resource === pluralOf(key));
    const objects: readonly Labelled[] = world[key];
    const found = objects.filter((object) => own.some((rule) => isRelated(rule, object)));
    return own.length === 0 ? [] : [[`${kind}.${apiVersion}`, group(found)] as const];
  });
  return Object.fromEntries(groups);
}

/** The request that `services/sync` would get for a Service in this world. */
export function serviceRequestFor(service: Service, world: World): ServiceRequest {
  const owned = <T extends Parameters<typeof isControlledBy>[0] & Labelled>(objects: readonly T[]) =>
    group(objects.filter((each) => isControlledBy(each, service.metadata.uid)));
  return {
    object: service,
    attachments: {
      'ServiceExposure.akrobateo.kontena.io/v1alpha1': owned(world.exposures),
      'DaemonSet.apps/v1': owned(world.daemonSets),
      'Deployment.apps/v1': owned(world.deployments),
    },
  };
}

/** The request that `exposures/sync` would get for a ServiceExposure in this world. */
export function exposureRequestFor(object: ServiceExposure, world: World): ExposureRequest {
  return { object, related: related(customizeExposure({ parent: object }).relatedResources, world) };
}

/** The request that `pools/sync` would get for a LoadBalancerPool in this world. */
export function poolRequestFor(object: LoadBalancerPool, world: World): PoolRequest {
  return { object, related: related(customizePool({ parent: object }).relatedResources, world) };
}
