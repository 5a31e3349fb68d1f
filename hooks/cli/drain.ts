import type { CoreConfig } from '../config.ts';
import { familyOf } from '../kubernetes/ip-address.ts';
import { publishedAddresses } from '../services/addresses.ts';
import { objectionTo } from '../services/claim.ts';
import type { Service } from '../services/observed.ts';
import { hooksAt, withExposures, withPools } from './hooks.ts';
import { keyOf } from './world.ts';
import type { World } from './world.ts';

/** What a drain does to a Service. */
export interface Loss {
  readonly namespace: string;
  readonly name: string;
  /** Addresses that no node serves any more after the drain. */
  readonly loses: readonly string[];
  readonly keeps: readonly string[];
  /** What it then has no other of; null: of each of its families another address is left. */
  readonly last: 'address' | 'IPv4 address' | 'IPv6 address' | null;
}

/** What is published by Service, in its order, without the nodes that are drained. */
type Published = ReadonlyMap<string, readonly string[]>;

function cordoned({ nodes, ...world }: World, drained: ReadonlySet<string>): World {
  return {
    ...world,
    nodes: nodes.map((node) =>
      drained.has(node.metadata.name) ? { ...node, spec: { ...node.spec, unschedulable: true } } : node,
    ),
  };
}

/** What the hooks would publish in this world, at nodes that are not drained. */
function publishedIn(given: World, drained: ReadonlySet<string>, input: DrainInput): Published {
  const hooks = hooksAt(input.now, input.config);
  const world = withExposures(withPools(given, hooks), hooks);
  const left = world.serviceexposures.map(({ status, ...exposure }) => {
    const nodes = status?.nodes.filter(({ name }) => !drained.has(name)) ?? [];
    return { ...exposure, ...(status ? { status: { ...status, nodes } } : {}) };
  });
  const serves = new Set(
    left.filter(({ status }) => (status?.nodes.length ?? 0) > 0).map(({ spec }) => spec.service.uid),
  );
  const addressesOf = (service: Service): string[] => {
    // Without nodes the hook would leave the status as it is.
    if (!serves.has(service.metadata.uid)) return [];
    const { status } = hooks.service(service, { ...world, serviceexposures: left });
    return publishedAddresses({ ...service, status: status ?? service.status ?? null });
  };
  return new Map(world.services.map((service) => [keyOf(service), addressesOf(service)]));
}

function lastOf(loses: readonly string[], keeps: readonly string[]): Loss['last'] {
  if (keeps.length === 0) return 'address';
  const kept = new Set(keeps.map(familyOf));
  const family = loses.map(familyOf).find((each) => each !== undefined && !kept.has(each));
  return family === undefined ? null : `${family} address`;
}

export interface DrainInput {
  /** All that decides what is published. */
  readonly world: World;
  readonly config: CoreConfig;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * What each Service loses if nodes are drained at the same time, computed by the hooks: before, and with the nodes cordoned. What
 * they still publish at a drained node then is lost too. Services that lose nothing are left out. Pure.
 * @param names of the nodes
 */
export function drainLosses(names: readonly string[], input: DrainInput): Loss[] {
  const drained = new Set(names);
  const services = input.world.services.filter((service) => objectionTo(service, input.config) === null);
  const world = { ...input.world, services };
  const before = publishedIn(world, new Set(), input);
  const after = publishedIn(cordoned(world, drained), drained, input);
  return services.flatMap((service) => {
    const { namespace, name } = service.metadata;
    const keeps = after.get(keyOf(service)) ?? [];
    const loses = (before.get(keyOf(service)) ?? []).filter((address) => !keeps.includes(address));
    return loses.length === 0 ? [] : [{ namespace, name, loses, keeps, last: lastOf(loses, keeps) }];
  });
}
