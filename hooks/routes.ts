import type { CoreConfig } from './config.ts';
import { customizeExposure } from './exposures/customize.ts';
import type { CustomizeRequest as ExposureCustomizeRequest } from './exposures/customize.ts';
import { readState as readExposureState } from './exposures/observed.ts';
import type { SyncRequest as ExposureSyncRequest } from './exposures/observed.ts';
import * as exposureSchema from './exposures/request-schema.ts';
import { syncExposure } from './exposures/sync.ts';
import { answering } from './http/hook.ts';
import type { ParentKind } from './http/hook.ts';
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

/** Of metacontroller/base/services-controller.yaml. */
const SERVICE: ParentKind = { apiVersion: 'v1', kind: 'Service' };

/** Of metacontroller/base/exposures-controller.yaml. */
const EXPOSURE: ParentKind = { apiVersion: 'akrobateo.kontena.io/v1alpha1', kind: 'ServiceExposure' };

/** Of metacontroller/base/pools-controller.yaml. */
const POOL: ParentKind = { apiVersion: 'akrobateo.kontena.io/v1alpha1', kind: 'LoadBalancerPool' };

/**
 * Every hook by its path, the one with the most requests first. The path is also where its source and its fixtures are.
 * @param now gives milliseconds since the epoch
 */
export function hooksByPath(config: CoreConfig, now: () => number): Record<string, Route> {
  return {
    '/exposures/sync': answering({
      parent: EXPOSURE,
      name: 'sync',
      schema: exposureSchema.SYNC_REQUEST,
      answer: (request: ExposureSyncRequest) => syncExposure(readExposureState(request), config, now()),
    }),
    '/services/sync': answering({
      parent: SERVICE,
      name: 'sync',
      schema: SYNC_REQUEST,
      answer: (request: SyncRequest) => syncService(readState(request), config, now()),
    }),
    '/exposures/customize': answering({
      parent: EXPOSURE,
      name: 'customize',
      schema: exposureSchema.CUSTOMIZE_REQUEST,
      answer: (request: ExposureCustomizeRequest) => customizeExposure(request),
    }),
    '/pools/sync': answering({
      parent: POOL,
      name: 'sync',
      schema: poolSchema.SYNC_REQUEST,
      answer: (request: PoolSyncRequest) => syncPool(request, now()),
    }),
    '/pools/customize': answering({
      parent: POOL,
      name: 'customize',
      schema: poolSchema.CUSTOMIZE_REQUEST,
      answer: (request: PoolCustomizeRequest) => customizePool(request),
    }),
  };
}
