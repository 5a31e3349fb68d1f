import type { CoreConfig } from '../../config.ts';
import { RequestError } from '../../http/request-error.ts';
import { readTime } from '../../kubernetes/wire.ts';
import { hooksByPath } from '../../routes.ts';
import type { Answer } from '../../services/answer.ts';
import { objectionTo } from '../../services/claim.ts';
import type { Service } from '../../services/observed.ts';
import { usageError } from '../exit.ts';
import { momentOf } from '../world/moment.ts';
import { RESOURCES, resourceOf } from '../world/resources.ts';
import { serviceRequestFor } from '../world/sync-request.ts';
import { keyOf, worldOf } from '../world/world.ts';
import type { Manifest, World } from '../world/world.ts';
import { withPlaceholders } from './placeholders.ts';
import { settle } from './settle.ts';
import type { Call } from './settle.ts';

/** What would be applied and published, and what a reader should know about it. */
export interface Rendering {
  readonly documents: readonly object[];
  readonly notes: readonly string[];
}

export interface RenderOptions {
  readonly config: CoreConfig;
  /** Of manifests that name none. */
  readonly namespace: string;
}

/** The time of manifests that have no time in them. */
const LONG_AGO = readTime('2000-01-01T00:00:00Z') ?? 0;

const CLUSTER_SCOPED: readonly string[] = ['Namespace', 'Node', 'LoadBalancerPool'];

/** The hooks themselves with their schemas: what they refuse is a fault of the manifest. */
export function callHooks(config: CoreConfig, now: number): Call {
  const hooks = hooksByPath(config, () => now);
  return (path, request, about) => {
    try {
      return hooks[path]?.(request);
    } catch (error) {
      if (error instanceof RequestError) throw usageError(`${about}: ${error.message}`);
      throw error;
    }
  };
}

/** A manifest that names no namespace, in this one. */
export function inNamespace(manifest: Manifest, namespace: string): Manifest {
  if (CLUSTER_SCOPED.includes(manifest.kind) || manifest.metadata.namespace) return manifest;
  return { ...manifest, metadata: { ...manifest.metadata, namespace } };
}

function refuseDuplicates(manifests: readonly Manifest[]): void {
  const names = manifests.map((manifest) => `${manifest.kind} ${keyOf(manifest)}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw usageError(`${twice} is given twice; name each file once.`);
}

function notesOn(manifests: readonly Manifest[], given: World, services: readonly Service[]): string[] {
  const read = Object.values(RESOURCES).map(({ kind }) => kind);
  const ignored = manifests.filter((manifest) => resourceOf(manifest) === undefined);
  const completed = services.filter(({ spec }, index) => spec !== given.services[index]?.spec);
  return [
    ...ignored.map((each) => `${each.kind} ${keyOf(each)} is ignored; render reads ${read.join(', ')}`),
    ...completed.map(
      (each) =>
        `Service ${keyOf(each)}: uid, cluster IPs and node ports are placeholders for what the API server chooses`,
    ),
    ...(given.pods.length > 0 || services.length === 0 ? [] : ['no Pods are given, so no proxy is ready']),
  ];
}

function serviceDocument({ metadata }: Service, { status, annotations = {} }: Answer): object {
  const set = Object.entries(annotations).filter(([, value]) => value !== null);
  const { name, namespace } = metadata;
  return {
    ...RESOURCES.services,
    metadata: { name, namespace, ...(set.length > 0 ? { annotations: Object.fromEntries(set) } : {}) },
    ...(status === undefined ? {} : { status }),
  };
}

function renderService(service: Service, world: World, { call, config }: { call: Call; config: CoreConfig }) {
  const about = `Service ${keyOf(service)}`;
  const objection = objectionTo(service, config);
  if (objection !== null)
    return { documents: [], notes: [`${about} ${objection}, so nothing is created for it`] };
  const answer = call('/services/sync', serviceRequestFor(service, world), about) as Answer;
  const attachments = answer.attachments.map((attachment) => {
    const exposure = resourceOf(attachment) === 'exposures' ? attachment : undefined;
    const observed = world.exposures.find((each) => exposure && keyOf(each) === keyOf(exposure));
    return observed?.status ? { ...attachment, status: observed.status } : attachment;
  });
  return { documents: [...attachments, serviceDocument(service, answer)], notes: [] };
}

/**
 * What would be applied and published for manifests, by the code of the hooks. Pure: the same manifests give the same
 * output.
 * @throws CliError
 */
export function render(manifests: readonly Manifest[], { config, namespace }: RenderOptions): Rendering {
  const placed = manifests.map((manifest) => inNamespace(manifest, namespace));
  refuseDuplicates(placed);
  const given = worldOf(placed);
  if (given.services.length + given.pools.length === 0)
    throw usageError('There is nothing to render; give at least one Service or LoadBalancerPool.');
  const services = given.services.map(withPlaceholders);
  const call = callHooks(config, momentOf(manifests, LONG_AGO));
  const world = settle({ ...given, services }, call);
  const rendered = world.services.map((service) => renderService(service, world, { call, config }));
  const pools = world.nodes.length === 0 ? [] : world.pools;
  return {
    documents: [
      ...pools.map(({ metadata, status }) => ({
        ...RESOURCES.pools,
        metadata: { name: metadata.name },
        status,
      })),
      ...rendered.flatMap(({ documents }) => documents),
    ],
    notes: [...notesOn(placed, given, services), ...rendered.flatMap(({ notes }) => notes)],
  };
}
