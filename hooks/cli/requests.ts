import { customizeExposure } from '../exposures/customize.ts';
import type { RelatedResourceRule } from '../exposures/customize.ts';
import type { SyncRequest as ExposureRequest } from '../exposures/request-schema.ts';
import { matchesSelector } from '../kubernetes/label-selector.ts';
import type { LoadBalancerPool } from '../kubernetes/load-balancer-pool.ts';
import { isControlledBy } from '../kubernetes/objects.ts';
import type { ServiceExposure } from '../kubernetes/service-exposure.ts';
import { customizePool } from '../pools/customize.ts';
import type { SyncRequest as PoolRequest } from '../pools/request-schema.ts';
import type { Service, SyncRequest as ServiceRequest } from '../services/observed.ts';
import { RESOURCES, keyOf } from './world.ts';
import type { Labelled, Resource, World } from './world.ts';

function group<T extends Labelled>(objects: readonly T[]): Record<string, T> {
  return Object.fromEntries(objects.map((object) => [keyOf(object), object]));
}

type Selection = Pick<RelatedResourceRule, 'resource' | 'namespace' | 'names'> & {
  readonly labelSelector?: Parameters<typeof matchesSelector>[0];
};

function related(rules: readonly Selection[], world: World): Record<string, Record<string, object>> {
  const groups: Record<string, Record<string, object>> = {};
  for (const { resource, namespace, names, labelSelector } of rules) {
    const { apiVersion, kind } = RESOURCES[resource as Resource];
    const objects: readonly Labelled[] = world[resource as Resource];
    const found = objects.filter(
      ({ metadata }) =>
        (namespace === undefined || metadata?.namespace === namespace) &&
        (names === undefined || names.includes(metadata?.name ?? '')) &&
        matchesSelector(labelSelector, metadata?.labels ?? {}),
    );
    const name = `${kind}.${apiVersion}`;
    groups[name] = { ...groups[name], ...group(found) };
  }
  return groups;
}

/** The request that `services/sync` would get for a Service in this world. */
export function serviceRequestFor(service: Service, world: World): ServiceRequest {
  const owned = <T extends Parameters<typeof isControlledBy>[0] & Labelled>(objects: readonly T[]) =>
    group(objects.filter((each) => isControlledBy(each, service.metadata.uid)));
  return {
    object: service,
    attachments: {
      'ServiceExposure.akrobateo.kontena.io/v1alpha1': owned(world.serviceexposures),
      'DaemonSet.apps/v1': owned(world.daemonsets),
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
