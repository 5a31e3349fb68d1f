import type { CoreConfig } from '../../config.ts';
import { matchesSelector } from '../../kubernetes/label-selector.ts';
import { RequestError } from '../../http/request-error.ts';
import { customizePool } from '../../pools/customize.ts';
import type { LoadBalancerPool } from '../../kubernetes/load-balancer-pool.ts';
import type { PoolAnswer } from '../../pools/sync.ts';
import { hooksByPath } from '../../routes.ts';
import type { Answer } from '../../services/answer.ts';
import { objectionTo } from '../../services/claim.ts';
import { SERVICE_UID_LABEL } from '../../kubernetes/keys.ts';
import type { Service } from '../../services/observed.ts';
import { readTime } from '../../kubernetes/wire.ts';
import { usageError } from '../exit.ts';
import { momentOf } from '../world/moment.ts';
import { syncRequestFor } from '../world/sync-request.ts';
import { keyOf } from '../world/world.ts';
import type { Manifest, World } from '../world/world.ts';
import { withAssumedOwner, withAssumedProxies } from './assumed-proxies.ts';
import type { TakenPorts } from './assumed-proxies.ts';
import { completeWorld } from './complete.ts';
import { LONG_AGO } from './placeholders.ts';

/** What would be applied and published, and what was assumed on the way. */
export interface Rendering {
  readonly documents: readonly object[];
  readonly notes: readonly string[];
}

export interface RenderOptions {
  readonly config: CoreConfig;
  /** Of manifests that name none. */
  readonly namespace: string;
}

// What was made long ago is not looked at as if it had just begun.
const SETTLED = (readTime(LONG_AGO) ?? 0) + 3_599_000;

/** The hooks themselves, schema and all: what they refuse is a fault of the manifest. */
type Ask = (path: string, request: object, what: string) => unknown;

function asking(config: CoreConfig, now: number): Ask {
  const hooks = hooksByPath(config, () => now);
  return (path, request, what) => {
    try {
      return hooks[path]?.(request);
    } catch (error) {
      if (error instanceof RequestError) throw usageError(`${what}: ${error.message}`);
      throw error;
    }
  };
}

function poolWithStatus(pool: LoadBalancerPool, { nodes }: World, ask: Ask): LoadBalancerPool {
  const [rule] = customizePool({ parent: pool }).relatedResources;
  const members = nodes.filter(({ metadata }) => matchesSelector(rule?.labelSelector, metadata.labels ?? {}));
  const related = { 'Node.v1': Object.fromEntries(members.map((node) => [node.metadata.name, node])) };
  const what = `LoadBalancerPool ${keyOf(pool)}`;
  const { status } = ask('/pools/sync', { parent: pool, related }, what) as PoolAnswer;
  return { ...pool, status };
}

function poolDocument(pool: LoadBalancerPool): object {
  const { metadata, status } = pool;
  const { apiVersion, kind } = pool as unknown as Manifest;
  return { apiVersion, kind, metadata: { name: metadata.name }, status };
}

function serviceDocument({ metadata }: Service, { status, annotations = {} }: Answer): object {
  const set = Object.entries(annotations).filter(([, value]) => value !== null);
  const own = set.length > 0 ? { annotations: Object.fromEntries(set) } : {};
  const { name, namespace } = metadata;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, ...own },
    ...(status === undefined ? {} : { status }),
  };
}

/** The world once the first answer was applied; it stays as given where it tells what runs. */
function worldAfter(world: World, service: Service, first: Answer, taken: TakenPorts): World {
  const { uid } = service.metadata;
  const own = syncRequestFor(service, world).attachments;
  const hasWorkload = Object.values(own).some((group) => Object.keys(group).length > 0);
  const [workload] = first.attachments;
  const isBare = world.nodes.length + world.pods.length === 0;
  if (workload === undefined || hasWorkload || isBare) return world;
  const pods = world.pods.filter(({ metadata }) => metadata?.labels?.[SERVICE_UID_LABEL] === uid);
  if (world.pods.length > 0)
    return pods.length > 0 ? withAssumedOwner(world, service, workload, pods) : world;
  return withAssumedProxies(world, service, workload, taken);
}

function renderService(
  given: World,
  service: Service,
  { ask, config, taken }: { ask: Ask; config: CoreConfig; taken: TakenPorts },
): Rendering {
  const what = `Service ${keyOf(service)}`;
  const answer = (world: World) => ask('/services/sync', syncRequestFor(service, world), what) as Answer;
  const first = answer(given);
  const objection = objectionTo(service, config);
  if (objection !== null) return { documents: [], notes: [`${what} ${objection}: nothing is made for it`] };
  const second = answer(worldAfter(given, service, first, taken));
  return { documents: [...second.attachments, serviceDocument(service, second)], notes: [] };
}

function worldNotes({ services, nodes, pods }: World): string[] {
  if (services.length === 0) return [];
  if (nodes.length === 0 && pods.length === 0) {
    return ['no Nodes are given, so nothing runs yet; add some to see addresses: kubectl get nodes -o yaml'];
  }
  if (pods.length > 0) return [];
  return [
    'no Pods are given: a ready proxy is assumed on every ready node that would take one, in the order of the Services',
  ];
}

/**
 * What would be applied and published for manifests, by the hooks' own code. Pure: the same manifests give the same output.
 * @throws CliError
 */
export function render(manifests: readonly Manifest[], { config, namespace }: RenderOptions): Rendering {
  const { world: given, notes } = completeWorld(manifests, namespace);
  if (given.services.length + given.pools.length === 0) {
    throw usageError('There is nothing to render; give at least one Service or LoadBalancerPool.');
  }
  const ask = asking(config, momentOf(manifests, SETTLED));
  const isTold = given.nodes.length > 0;
  const pools = isTold ? given.pools.map((pool) => poolWithStatus(pool, given, ask)) : given.pools;
  const world = { ...given, pools };
  // One after the other: the proxies of the first hold the ports that the next one wants.
  const taken: TakenPorts = new Set();
  const rendered = given.services.map((service) => renderService(world, service, { ask, config, taken }));
  return {
    documents: [
      ...(isTold ? pools.map(poolDocument) : []),
      ...rendered.flatMap(({ documents }) => documents),
    ],
    notes: [...notes, ...worldNotes(world), ...rendered.flatMap((each) => each.notes)],
  };
}
