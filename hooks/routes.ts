import type { CoreConfig } from './config.ts';
import { customizeExposure } from './exposures/customize.ts';
import { readState as readExposureState } from './exposures/observed.ts';
import * as exposureSchema from './exposures/request-schema.ts';
import { syncExposure } from './exposures/sync.ts';
import { hook } from './http/hook.ts';
import { customizePool } from './pools/customize.ts';
import * as poolSchema from './pools/request-schema.ts';
import { syncPool } from './pools/sync.ts';
import { readState as readServiceState } from './services/observed.ts';
import type { SyncRequest as ServiceSyncRequest } from './services/observed.ts';
import * as serviceSchema from './services/request-schema.ts';
import { syncService } from './services/sync.ts';

/** From a parsed body to the answer, which is plain JSON; throws RequestError if the body is wrong. */
export type Route = (body: unknown) => unknown;

// The parents of the controllers in metacontroller/base.
const SERVICE = { apiVersion: 'v1', kind: 'Service' };
const EXPOSURE = { apiVersion: 'akrobateo.kontena.io/v1alpha1', kind: 'ServiceExposure' };
const POOL = { apiVersion: 'akrobateo.kontena.io/v1alpha1', kind: 'LoadBalancerPool' };

/**
 * Every hook by its path, the one with the most requests first. The path is also where its source and its fixtures are.
 * @param now gives milliseconds since the epoch
 */
export function hooksByPath(config: CoreConfig, now: () => number): Record<string, Route> {
  const exposureSync = (request: exposureSchema.SyncRequest) =>
    syncExposure(readExposureState(request), config, now());
  const serviceSync = (request: ServiceSyncRequest) => syncService(readServiceState(request), config, now());
  const poolSync = (request: poolSchema.SyncRequest) => syncPool(request, now());
  return {
    '/exposures/sync': hook(EXPOSURE, 'sync', exposureSchema.SYNC_REQUEST, exposureSync),
    '/services/sync': hook(SERVICE, 'sync', serviceSchema.SYNC_REQUEST, serviceSync),
    '/exposures/customize': hook(EXPOSURE, 'customize', exposureSchema.CUSTOMIZE_REQUEST, customizeExposure),
    '/pools/sync': hook(POOL, 'sync', poolSchema.SYNC_REQUEST, poolSync),
    '/pools/customize': hook(POOL, 'customize', poolSchema.CUSTOMIZE_REQUEST, customizePool),
  };
}
