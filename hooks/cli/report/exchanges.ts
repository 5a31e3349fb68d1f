import type { CoreConfig } from '../../config.ts';
import { RequestError } from '../../http/request-error.ts';
import { exposureName } from '../../kubernetes/names.ts';
import { isControlledBy } from '../../kubernetes/objects.ts';
import { hooksByPath } from '../../routes.ts';
import type { Service } from '../../services/observed.ts';
import { exposureRequestFor, poolRequestFor, serviceRequestFor } from '../requests.ts';
import type { World } from '../world.ts';

/** What a hook answers. */
export interface Answered {
  readonly status: number;
  /** A body of plain JSON. */
  readonly response: unknown;
}

/** A request to a hook, and its answer. */
export interface Exchange extends Answered {
  /** `/services/sync` */
  readonly path: string;
  readonly request: unknown;
}

/** Asks the hooks of this program: path, request, and when it arrives, in milliseconds since the epoch. */
export type Ask = (path: string, request: unknown, now: number) => Answered;

/** The hooks of this program, without a process. A fault of theirs is an answer too. */
export function coreWith(config: CoreConfig): Ask {
  let moment = 0;
  const hooks = hooksByPath(config, () => moment);
  return (path, request, now) => {
    moment = now;
    const hook = hooks[path];
    if (hook === undefined) return { status: 404, response: { error: `there is no hook ${path}` } };
    try {
      const answer = hook(request);
      // Fields that are undefined are not in the body.
      return { status: 200, response: JSON.parse(JSON.stringify(answer)) as unknown };
    } catch (error) {
      if (!(error instanceof RequestError)) return { status: 500, response: { error: String(error) } };
      const { status, message, code } = error;
      return { status, response: { error: message, code } };
    }
  };
}

/** What the engine would send for a Service, its ServiceExposure, and the pools that decide about it. */
function requestsFor(service: Service, world: World): [path: string, request: unknown][] {
  const { uid } = service.metadata;
  const name = exposureName(service.metadata);
  const exposure = world.serviceexposures.find(
    (each) => each.metadata.name === name && isControlledBy(each, uid),
  );
  const request = exposure && exposureRequestFor(exposure, world);
  const pools = Object.values(request?.related['LoadBalancerPool.akrobateo.kontena.io/v1alpha1'] ?? {});
  return [
    ['/services/sync', serviceRequestFor(service, world)],
    ...(exposure === undefined
      ? []
      : ([
          ['/exposures/customize', { parent: exposure }],
          ['/exposures/sync', request],
        ] as [string, unknown][])),
    ...pools.flatMap((pool): [string, unknown][] => [
      ['/pools/customize', { parent: pool }],
      ['/pools/sync', poolRequestFor(pool, world)],
    ]),
  ];
}

/** Everything that the hooks get for a Service, and what they answer. Pure. */
export function exchangesFor(service: Service, world: World, config: CoreConfig, now: number): Exchange[] {
  const ask = coreWith(config);
  return requestsFor(service, world).map(([path, request]) => ({
    path,
    request,
    ...ask(path, request, now),
  }));
}
