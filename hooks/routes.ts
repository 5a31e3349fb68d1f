import type { ServicesConfig } from './config.ts';
import { answering } from './http/hook.ts';
import { customizeService } from './services/customize.ts';
import type { CustomizeRequest } from './services/customize.ts';
import { readObserved } from './services/observed.ts';
import type { SyncRequest } from './services/observed.ts';
import { CUSTOMIZE_REQUEST, SYNC_REQUEST } from './services/request-schema.ts';
import { syncService } from './services/sync.ts';

/** From a parsed body to the answer, which is plain JSON; throws RequestError when the body is at fault. */
export type Route = (body: unknown) => unknown;

/**
 * Every hook by its path. A path is also where its source and its fixtures are.
 * @param now gives milliseconds since the epoch
 */
export function hooksByPath(config: ServicesConfig, now: () => number): Record<string, Route> {
  return {
    '/services/sync': answering({
      name: 'sync',
      parentKey: 'object',
      schema: SYNC_REQUEST,
      answer: (request: SyncRequest) => syncService(readObserved(request), config, now()),
    }),
    '/services/customize': answering({
      name: 'customize',
      parentKey: 'parent',
      schema: CUSTOMIZE_REQUEST,
      answer: (request: CustomizeRequest) => customizeService(request),
    }),
  };
}
