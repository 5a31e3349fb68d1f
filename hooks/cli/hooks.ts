import type { CoreConfig } from '../config.ts';
import type { ExposureAnswer } from '../exposures/sync.ts';
import { RequestError } from '../http/request-error.ts';
import { isReadableSpec } from '../kubernetes/load-balancer-pool.ts';
import type { LoadBalancerPool } from '../kubernetes/load-balancer-pool.ts';
import { ageOf } from '../kubernetes/objects.ts';
import type { ServiceExposure } from '../kubernetes/service-exposure.ts';
import type { PoolAnswer } from '../pools/sync.ts';
import { hooksByPath } from '../routes.ts';
import type { Answer } from '../services/answer.ts';
import type { Service } from '../services/observed.ts';
import { patchedTexts } from './patch.ts';
import { exposureRequestFor, poolRequestFor, serviceRequestFor } from './requests.ts';
import { keyOf, resourceOf } from './world.ts';
import type { Labelled, World } from './world.ts';
import { usageError } from './terminal.ts';

/** The hooks with their schemas at a time, in milliseconds since the epoch. What they refuse is a fault of an object, a CliError. */
export function hooksAt(now: number, config: CoreConfig) {
  const routes = hooksByPath(config, () => now);
  const call = (path: string, kind: string, request: { readonly object: Labelled }) => {
    try {
      return routes[path]?.(request);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      throw usageError(`${kind} ${keyOf(request.object)}: ${error.message}`);
    }
  };
  return {
    service: (object: Service, world: World) =>
      call('/services/sync', 'Service', serviceRequestFor(object, world)) as Answer,
    exposure: (object: ServiceExposure, world: World) =>
      call('/exposures/sync', 'ServiceExposure', exposureRequestFor(object, world)) as ExposureAnswer,
    pool: (object: LoadBalancerPool, world: World) => {
      // The API server checks the spec of a pool, so the schema of the request does not.
      if (isReadableSpec(object.spec ?? {}))
        return call('/pools/sync', 'LoadBalancerPool', poolRequestFor(object, world)) as PoolAnswer;
      const { instancePath = '', message = 'is wrong' } = isReadableSpec.errors?.[0] ?? {};
      throw usageError(`LoadBalancerPool ${keyOf(object)}: /object/spec${instancePath} ${message}.`);
    },
  };
}

export type Hooks = ReturnType<typeof hooksAt>;

/** The world with what `pools/sync` answers: labels, by which exclusive pools are found, and a status if nodes are known. */
export function withPools(world: World, hooks: Hooks): World {
  const pools = world.loadbalancerpools.map((pool) => {
    const labels = patchedTexts(pool.metadata.labels, hooks.pool(pool, world).labels);
    return { ...pool, metadata: { generation: 1, ...pool.metadata, labels } };
  });
  const labelled = { ...world, loadbalancerpools: pools };
  if (world.nodes.length === 0) return labelled;
  const reported = pools.map((pool) => ({ ...pool, status: hooks.pool(pool, labelled).status }));
  return { ...world, loadbalancerpools: reported };
}

/** The world with the ServiceExposure that `services/sync` answers with, and the status that `exposures/sync` answers then. */
function withExposure(world: World, service: Service, hooks: Hooks): World {
  const { attachments } = hooks.service(service, world);
  const desired = attachments.find((each) => resourceOf(each) === 'serviceexposures');
  if (desired === undefined) return world;
  const { name, uid } = service.metadata;
  const given = world.serviceexposures.find((each) => keyOf(each) === keyOf(desired));
  const owner = { kind: 'Service', name, uid, controller: true };
  const added = { uid: keyOf(desired), generation: 1, ownerReferences: [owner] };
  const metadata = { ...added, ...given?.metadata, ...desired.metadata };
  const exposure = { ...given, ...desired, metadata } as ServiceExposure;
  const others = world.serviceexposures.filter((each) => each !== given);
  const { status } = hooks.exposure(exposure, { ...world, serviceexposures: [...others, exposure] });
  return { ...world, serviceexposures: [...others, { ...exposure, status }] };
}

/** The world with the ServiceExposures of its Services. The oldest comes first, because it holds a port that several request. */
export function withExposures(world: World, hooks: Hooks): World {
  const services = [...world.services].sort((a, b) => (ageOf(a.metadata) < ageOf(b.metadata) ? -1 : 1));
  return services.reduce((before, service) => withExposure(before, service, hooks), world);
}
