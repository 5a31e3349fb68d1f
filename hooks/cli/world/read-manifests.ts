import { parseAllDocuments } from 'yaml';
import { usageError } from '../exit.ts';
import type { Manifest } from './world.ts';

type Json = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(source: string, text: string): unknown[] {
  try {
    return parseAllDocuments(text, { merge: true }).map((document) => {
      const [error] = document.errors;
      if (error !== undefined) throw error;
      return document.toJS() as unknown;
    });
  } catch (error) {
    const [first = ''] = (error as Error).message.split('\n');
    throw usageError(`${source} is no YAML or JSON: ${first.replace(/:$/, '')}.`);
  }
}

function isManifest(value: Json): boolean {
  const { apiVersion, kind, metadata } = value;
  return typeof apiVersion === 'string' && typeof kind === 'string' && isMap(metadata);
}

// A List's items may lack apiVersion and kind, as the API server sends them: the list's own kind tells.
function itemsOf(list: Json, source: string): Manifest[] {
  const items = Array.isArray(list['items']) ? (list['items'] as unknown[]) : [];
  const kind = String(list['kind']).replace(/List$/, '');
  const common = kind === '' ? {} : { apiVersion: list['apiVersion'], kind };
  return items.flatMap((item, index) =>
    manifestsIn(isMap(item) ? { ...common, ...item } : item, `${source}, item ${index + 1}`),
  );
}

function manifestsIn(value: unknown, source: string): Manifest[] {
  if (value === null || value === undefined) return [];
  if (!isMap(value))
    throw usageError(`${source} is no Kubernetes object: it needs apiVersion, kind and metadata.`);
  if (typeof value['kind'] === 'string' && value['kind'].endsWith('List')) return itemsOf(value, source);
  if (!isManifest(value)) {
    throw usageError(`${source} is no Kubernetes object: it needs apiVersion, kind and metadata.`);
  }
  const manifest = value as unknown as Manifest;
  if (typeof manifest.metadata.name === 'string' && manifest.metadata.name !== '') return [manifest];
  throw usageError(`${source}: this ${manifest.kind} has no metadata.name; give it one.`);
}

/**
 * Every object in a text of YAML documents or JSON; lists are taken apart.
 * @param source what to call the text in an error, such as its file's name
 * @throws CliError
 */
export function readManifests(source: string, text: string): Manifest[] {
  const documents = parse(source, text);
  const name = (index: number) => (documents.length > 1 ? `${source}, document ${index + 1}` : source);
  return documents.flatMap((document, index) => manifestsIn(document, name(index)));
}
