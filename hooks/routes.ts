import type { CoreConfig } from './config.ts';
import { customizeExposure } from './exposures/customize.ts';
import type { CustomizeRequest as ExposureCustomizeRequest } from './exposures/customize.ts';
import { readState as readExposureState } from './exposures/observed.ts';
import type { SyncRequest as ExposureSyncRequest } from './exposures/observed.ts';
import * as exposureSchema from './exposures/request-schema.ts';
import { syncExposure } from './exposures/sync.ts';
import { answering } from './http/hook.ts';
import type { Controller } from './http/hook.ts';
import { customizePool } from './pools/customize.ts';
import type { CustomizeRequest as PoolCustomizeRequest } from './pools/customize.ts';
import * as poolSchema from './pools/request-schema.ts';
import { syncPool } from './pools/sync.ts';
import type { SyncRequest as PoolSyncRequest } from './pools/sync.ts';
import { readState } from './services/observed.ts';
import type { SyncRequest } from './services/observed.ts';
import { SYNC_REQUEST } from './services/request-schema.ts';
import { syncService } from './services/sync.ts';

/** From a parsed body to the answer, which is plain JSON; throws RequestError if the body is faulty. */
export type Route = (body: unknown) => unknown;

/** metacontroller/base/services-controller.yaml */
const SERVICES: Controller = {
  kind: 'DecoratorController',
  parentField: 'spec.resources',
  parent: { apiVersion: 'v1', kind: 'Service' },
};

/** metacontroller/base/exposures-controller.yaml */
const EXPOSURES: Controller = {
  kind: 'CompositeController',
  parentField: 'spec.parentResource',
  parent: { apiVersion: 'akrobateo.kontena.io/v1alpha1', kind: 'ServiceExposure' },
};

/** metacontroller/base/pools-controller.yaml */
const POOLS: Controller = {
  kind: 'DecoratorController',
  parentField: 'spec.resources',
  parent: { apiVersion: 'akrobateo.kontena.io/v1alpha1', kind: 'LoadBalancerPool' },
};

/**
 * Every hook by its path, the one with the most requests first. The path is also where its source and its fixtures are.
 * @param now gives milliseconds since the epoch
 */
export function hooksByPath(config: CoreConfig, now: () => number): Record<string, Route> {
  return {
    '/exposures/sync': answering({
      controller: EXPOSURES,
      name: 'sync',
      parentKey: 'parent',
      schema: exposureSchema.SYNC_REQUEST,
      answer: (request: ExposureSyncRequest) => syncExposure(readExposureState(request), config, now()),
    }),
    '/services/sync': answering({
      controller: SERVICES,
      name: 'sync',
      parentKey: 'object',
      schema: SYNC_REQUEST,
      answer: (request: SyncRequest) => syncService(readState(request), config, now()),
    }),
    '/exposures/customize': answering({
      controller: EXPOSURES,
      name: 'customize',
      parentKey: 'parent',
      schema: exposureSchema.CUSTOMIZE_REQUEST,
      answer: (request: ExposureCustomizeRequest) => customizeExposure(request),
    }),
    '/pools/sync': answering({
      controller: POOLS,
      name: 'sync',
      parentKey: 'object',
      schema: poolSchema.SYNC_REQUEST,
      answer: (request: PoolSyncRequest) => syncPool(request, now()),
    }),
    '/pools/customize': answering({
      controller: POOLS,
      name: 'customize',
      parentKey: 'parent',
      schema: poolSchema.CUSTOMIZE_REQUEST,
      answer: (request: PoolCustomizeRequest) => customizePool(request),
    }),
  };
}
