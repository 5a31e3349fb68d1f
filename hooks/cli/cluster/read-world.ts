import { RESOURCES, pluralOf } from '../world/resources.ts';
import type { ResourceKey } from '../world/resources.ts';
import { EMPTY_WORLD } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { Refusal } from './api-reader.ts';
import type { ApiReader, Selection } from './api-reader.ts';

/** Objects, and what of them could not be read. */
export interface Reading {
  readonly world: World;
  readonly notes: readonly string[];
}

type Part = readonly [key: ResourceKey, objects: readonly object[], note?: string];

/** No objects but a note, if we are not allowed to read the kind or it does not exist; other errors are passed on. */
async function orNote(key: ResourceKey, read: Promise<readonly object[]>): Promise<Part> {
  try {
    return [key, await read];
  } catch (error) {
    if (!(error instanceof Refusal) || ![403, 404].includes(error.status)) throw error;
    const { kind, apiVersion } = RESOURCES[key];
    const isUnknown = error.status === 404;
    const why = isUnknown
      ? `the cluster has no ${pluralOf(key)} of ${apiVersion}`
      : `you may not read ${kind}s`;
    return [key, [], `${why}; the answer is without them`];
  }
}

/**
 * Reads objects of some kinds.
 * @param required kinds without which there is no answer
 * @throws CliError
 */
export async function readWorld(
  reader: ApiReader,
  selections: Readonly<Partial<Record<ResourceKey, Selection>>>,
  required: readonly ResourceKey[] = [],
): Promise<Reading> {
  const keys = Object.keys(selections) as ResourceKey[];
  const parts = await Promise.all(
    keys.map(async (key): Promise<Part> => {
      const read = reader.list<object>(key, selections[key]);
      return required.includes(key) ? [key, await read] : orNote(key, read);
    }),
  );
  const groups = Object.fromEntries(parts.map(([key, objects]) => [key, objects]));
  return { world: { ...EMPTY_WORLD, ...groups }, notes: parts.flatMap(([, , note]) => note ?? []) };
}
