import { customizeService } from '../../services/customize.ts';
import type { RelatedResourceRule } from '../../services/customize.ts';
import type { Service } from '../../services/observed.ts';
import { RESOURCES, RESOURCE_KEYS, pluralOf, resourceOfRule } from '../world/resources.ts';
import type { ResourceKey } from '../world/resources.ts';
import { EMPTY_WORLD } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { Refusal } from './api-reader.ts';
import type { ApiReader } from './api-reader.ts';

/** Objects, and what of them could not be read. */
export interface Reading {
  readonly world: World;
  readonly notes: readonly string[];
}

type Part = readonly [ResourceKey, readonly object[], string?];

/** Nothing, with a note, where we are not allowed or the kind is not there; other errors are passed on. */
async function orNote(key: ResourceKey, read: Promise<readonly object[]>): Promise<Part> {
  try {
    return [key, await read];
  } catch (error) {
    if (!(error instanceof Refusal) || ![403, 404].includes(error.status)) throw error;
    const { kind, apiVersion } = RESOURCES[key];
    const why =
      error.status === 404
        ? `the cluster knows no ${pluralOf(key)} of ${apiVersion}`
        : `you may not read ${kind}s`;
    return [key, [], `${why}: this is told without them`];
  }
}

function readingOf(parts: readonly Part[]): Reading {
  const world = Object.fromEntries(parts.map(([key, objects]) => [key, objects]));
  return { world: { ...EMPTY_WORLD, ...world }, notes: parts.flatMap(([, , note]) => note ?? []) };
}

async function readRule(reader: ApiReader, rule: RelatedResourceRule): Promise<readonly object[]> {
  const key = resourceOfRule(rule);
  const { names, namespace, labelSelector } = rule;
  if (names !== undefined) return Promise.all(names.map((name) => reader.get<object>(key, name, namespace)));
  const labels = labelSelector?.matchLabels;
  return reader.list<object>(key, {
    ...(namespace === undefined ? {} : { namespace }),
    ...(labels === undefined ? {} : { labels }),
  });
}

/** What the hook gets with a Service: the workloads of its namespace, and what customize relates to it. @throws CliError */
export async function readServiceWorld(reader: ApiReader, service: Service): Promise<Reading> {
  const { namespace } = service.metadata;
  const rules = customizeService({ parent: service }).relatedResources;
  const parts = await Promise.all([
    ...rules.map(async (rule) => orNote(resourceOfRule(rule), readRule(reader, rule))),
    // Whether they are the Service's tells the uid of their owner, which the API server does not select by.
    ...(['daemonSets', 'deployments'] as const).map(async (key): Promise<Part> => [
      key,
      await reader.list<object>(key, { namespace }),
    ]),
    orNote('nodes', reader.list<object>('nodes')),
  ]);
  const reading = readingOf(parts);
  return { ...reading, world: { ...reading.world, services: [service] } };
}

/** Everything in the cluster that holds ports or could. @throws CliError */
export async function readWholeWorld(reader: ApiReader): Promise<Reading> {
  const keys = RESOURCE_KEYS.filter((key) => key !== 'endpointSlices');
  return readingOf(await Promise.all(keys.map(async (key) => orNote(key, reader.list<object>(key)))));
}
