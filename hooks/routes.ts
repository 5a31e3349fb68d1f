import type { CoreConfig } from './config.ts';
import { answering } from './http/hook.ts';
import type { Controller } from './http/hook.ts';
import { customizePool } from './pools/customize.ts';
import type { CustomizeRequest as PoolCustomizeRequest } from './pools/customize.ts';
import * as poolSchema from './pools/request-schema.ts';
import { syncPool } from './pools/sync.ts';
import type { SyncRequest as PoolSyncRequest } from './pools/sync.ts';
import { customizeService } from './services/customize.ts';
import type { CustomizeRequest } from './services/customize.ts';
import { readObserved } from './services/observed.ts';
import type { SyncRequest } from './services/observed.ts';
import { CUSTOMIZE_REQUEST, SYNC_REQUEST } from './services/request-schema.ts';
import { syncService } from './services/sync.ts';

/** From a parsed body to the answer, which is plain JSON; throws RequestError when the body is at fault. */
export type Route = (body: unknown) => unknown;

/** metacontroller/base/decorator-controller.yaml */
const SERVICES: Controller = {
  kind: 'DecoratorController',
  parentField: 'spec.resources',
  parent: { apiVersion: 'v1', kind: 'Service' },
};

/** metacontroller/base/composite-controller.yaml */
const POOLS: Controller = {
  kind: 'CompositeController',
  parentField: 'spec.parentResource',
  parent: { apiVersion: 'akrobateo.kontena.io/v1alpha1', kind: 'LoadBalancerPool' },
};

/**
 * Every hook by its path, the one that is asked most first. A path is also where its source and its fixtures are.
 * @param now gives milliseconds since the epoch
 */
export function hooksByPath(config: CoreConfig, now: () => number): Record<string, Route> {
  return {
    '/services/sync': answering({
      controller: SERVICES,
      name: 'sync',
      parentKey: 'object',
      schema: SYNC_REQUEST,
      answer: (request: SyncRequest) => syncService(readObserved(request), config, now()),
    }),
    '/services/customize': answering({
      controller: SERVICES,
      name: 'customize',
      parentKey: 'parent',
      schema: CUSTOMIZE_REQUEST,
      answer: (request: CustomizeRequest) => customizeService(request),
    }),
    '/pools/sync': answering({
      controller: POOLS,
      name: 'sync',
      parentKey: 'parent',
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
