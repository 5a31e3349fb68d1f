import type { ExposureAnswer } from '../../exposures/sync.ts';
import type { LoadBalancerPool } from '../../kubernetes/load-balancer-pool.ts';
import type { PoolAnswer } from '../../pools/sync.ts';
import type { Route } from '../../routes.ts';
import type { Answer } from '../../services/answer.ts';
import type { Service } from '../../services/observed.ts';
import { RESOURCES, resourceOf } from '../world/resources.ts';
import { exposureRequestFor, poolRequestFor, serviceRequestFor } from '../world/sync-request.ts';
import { keyOf } from '../world/world.ts';
import type { Labelled, World } from '../world/world.ts';
import { uidFor } from './placeholders.ts';

type Labels = Readonly<Record<string, string>>;

/** Calls a hook: the path, the request, and what it is about. */
export type Call = (path: string, request: object, about: string) => ReturnType<Route>;

/** More rounds than it takes: Service, ServiceExposure, workload, status. */
const ROUNDS = 5;

type Attachment = Answer['attachments'][number];

function applied(world: World, { metadata }: Service, attachment: Attachment): World {
  const key = resourceOf(attachment);
  if (key === undefined) return world;
  const objects: readonly Labelled[] = world[key];
  const observed = objects.find((object) => keyOf(object) === keyOf(attachment));
  const owner = { ...RESOURCES.services, name: metadata.name, uid: metadata.uid, controller: true };
  const added = { uid: uidFor(`${key} ${keyOf(attachment)}`), generation: 1, ownerReferences: [owner] };
  const object = {
    ...observed,
    ...attachment,
    metadata: { ...added, ...observed?.metadata, ...attachment.metadata },
  };
  return { ...world, [key]: [...objects.filter((each) => each !== observed), object] };
}

function withAnswer(world: World, service: Service, { attachments, status, annotations }: Answer): World {
  const merged = { ...service.metadata.annotations, ...annotations };
  const set = Object.entries(merged).filter(([, value]) => value !== null);
  const changed: Service = {
    ...service,
    metadata: { ...service.metadata, annotations: Object.fromEntries(set) as Record<string, string> },
    ...(status === undefined ? {} : { status }),
  };
  const services = world.services.map((each) => (each === service ? changed : each));
  const start: World = { ...world, services };
  return attachments.reduce((before, attachment) => applied(before, service, attachment), start);
}

function round(world: World, call: Call): World {
  const served = world.services.reduce((before, service) => {
    const answer = call('/services/sync', serviceRequestFor(service, before), `Service ${keyOf(service)}`);
    return withAnswer(before, service, answer as Answer);
  }, world);
  const exposures = served.exposures.map((exposure) => {
    const about = `ServiceExposure ${keyOf(exposure)}`;
    const { status } = call('/exposures/sync', exposureRequestFor(exposure, served), about) as ExposureAnswer;
    return { ...exposure, status };
  });
  return { ...served, exposures };
}

/** The world with a status of its pools, if the nodes are known. */
function withPools(world: World, call: Call): World {
  const sync = (pool: LoadBalancerPool, { pools }: Pick<World, 'pools'>): PoolAnswer =>
    call(
      '/pools/sync',
      poolRequestFor(pool, { ...world, pools }),
      `LoadBalancerPool ${keyOf(pool)}`,
    ) as PoolAnswer;
  // Exclusive pools are found by the label that the hook sets.
  const labelled = world.pools.map((given) => {
    const { labels } = sync(given, { pools: [] });
    const set = Object.entries({ ...given.metadata.labels, ...labels }).filter(([, value]) => value !== null);
    return {
      ...given,
      metadata: { generation: 1, ...given.metadata, labels: Object.fromEntries(set) as Labels },
    };
  });
  if (world.nodes.length === 0) return { ...world, pools: labelled };
  const pools = labelled.map((pool) => ({ ...pool, status: sync(pool, { pools: labelled }).status }));
  return { ...world, pools };
}

/**
 * The world after the hooks were called, and what they answered was applied, until nothing changes. Pods stay as given, and
 * so does a workload that would be deleted.
 */
export function settle(given: World, call: Call): World {
  let world = withPools(given, call);
  for (let rounds = 0; rounds < ROUNDS; rounds += 1) {
    const next = round(world, call);
    if (JSON.stringify(next) === JSON.stringify(world)) break;
    world = next;
  }
  return world;
}
