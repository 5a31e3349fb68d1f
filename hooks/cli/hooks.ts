import type { CoreConfig } from '../config.ts';
import type { ExposureAnswer } from '../exposures/sync.ts';
import { RequestError } from '../http/request-error.ts';
import type { LoadBalancerPool } from '../kubernetes/load-balancer-pool.ts';
import type { ServiceExposure } from '../kubernetes/service-exposure.ts';
import type { PoolAnswer } from '../pools/sync.ts';
import { hooksByPath } from '../routes.ts';
import type { Answer } from '../services/answer.ts';
import type { Service } from '../services/observed.ts';
import { usageError } from './exit.ts';
import { exposureRequestFor, poolRequestFor, serviceRequestFor } from './requests.ts';
import { keyOf } from './world.ts';
import type { Labelled, World } from './world.ts';

/** The hooks with their schemas. What they refuse is a fault of the manifest, a CliError. */
export interface Hooks {
  readonly service: (object: Service, world: World) => Answer;
  readonly exposure: (object: ServiceExposure, world: World) => ExposureAnswer;
  readonly pool: (object: LoadBalancerPool, world: World) => PoolAnswer;
}

/** The hooks at a time, in milliseconds since the epoch. */
export function hooksAt(now: number, config: CoreConfig): Hooks {
  const routes = hooksByPath(config, () => now);
  const call = (path: string, request: { readonly object: Labelled }, kind: string) => {
    try {
      return routes[path]?.(request);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      throw usageError(`${kind} ${keyOf(request.object)}: ${error.message}`);
    }
  };
  return {
    service: (object, world) => call('/services/sync', serviceRequestFor(object, world), 'Service') as Answer,
    exposure: (object, world) =>
      call('/exposures/sync', exposureRequestFor(object, world), 'ServiceExposure') as ExposureAnswer,
    pool: (object, world) =>
      call('/pools/sync', poolRequestFor(object, world), 'LoadBalancerPool') as PoolAnswer,
  };
}

/** The world with what `pools/sync` answers: labels, by which exclusive pools are found, and a status if nodes are known. */
export function withPools(world: World, hooks: Hooks): World {
  const labelled = world.pools.map((pool): LoadBalancerPool => {
    const { metadata } = pool;
    const labels = Object.entries({ ...metadata.labels, ...hooks.pool(pool, world).labels });
    const set = Object.fromEntries(labels.filter(([, value]) => value !== null)) as Record<string, string>;
    return { ...pool, metadata: { generation: 1, ...metadata, labels: set } };
  });
  const given = { ...world, pools: labelled };
  if (world.nodes.length === 0) return given;
  return { ...given, pools: labelled.map((pool) => ({ ...pool, status: hooks.pool(pool, given).status })) };
}

/** The ServiceExposure that `services/sync` answers with, as the one that is given if there is one. */
function requestedExposure(service: Service, world: World, hooks: Hooks): ServiceExposure[] {
  const { attachments } = hooks.service(service, world);
  const desired = attachments.find(({ kind }) => kind === 'ServiceExposure');
  if (desired === undefined) return [];
  const given = world.exposures.find((each) => keyOf(each) === keyOf(desired));
  const owner = { kind: 'Service', name: service.metadata.name, uid: service.metadata.uid, controller: true };
  const metadata = {
    uid: desired.metadata?.name,
    generation: 1,
    ownerReferences: [owner],
    ...given?.metadata,
  };
  return [{ ...given, ...desired, metadata: { ...metadata, ...desired.metadata } } as ServiceExposure];
}

/** The oldest Service holds a port that several request. */
function ageOf({ metadata }: Service): string {
  return `${metadata.creationTimestamp ?? ''} ${metadata.uid}`;
}

/** The world with the ServiceExposures of its Services, each with the status that `exposures/sync` answers, called once. */
export function withExposures(world: World, hooks: Hooks): World {
  const services = [...world.services].sort((a, b) => (ageOf(a) < ageOf(b) ? -1 : 1));
  return services.reduce((before, service) => {
    const requested = requestedExposure(service, before, hooks);
    const keys = requested.map(keyOf);
    const others = before.exposures.filter((each) => !keys.includes(keyOf(each)));
    const given = { ...before, exposures: [...others, ...requested] };
    const exposures = requested.map((each) => ({ ...each, status: hooks.exposure(each, given).status }));
    return { ...before, exposures: [...others, ...exposures] };
  }, world);
}
