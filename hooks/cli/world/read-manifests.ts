import { parseAllDocuments } from 'yaml';
import { usageError } from '../exit.ts';
import type { Manifest } from './world.ts';

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(source: string, text: string): unknown[] {
  try {
    // yaml would write a warning of its own about the keys of templates.
    return parseAllDocuments(text, { merge: true, logLevel: 'error' }).map((document) => {
      const [error] = document.errors;
      if (error !== undefined) throw error;
      return document.toJS() as unknown;
    });
  } catch (error) {
    const [first = ''] = (error as Error).message.split('\n');
    throw usageError(`${source} is not YAML or JSON: ${first.replace(/:$/, '')}.`);
  }
}

function isManifest(value: unknown): value is Manifest {
  if (!isMap(value)) return false;
  const { apiVersion, kind, metadata } = value;
  return typeof apiVersion === 'string' && typeof kind === 'string' && isMap(metadata);
}

// The API server leaves out apiVersion and kind of a list's items. The kind of the list says what they are.
function itemsOf(list: Readonly<Record<string, unknown>>, source: string): Manifest[] {
  const items = Array.isArray(list['items']) ? (list['items'] as unknown[]) : [];
  const kind = String(list['kind']).replace(/List$/, '');
  const common = kind === '' ? {} : { apiVersion: list['apiVersion'], kind };
  return items.flatMap((item, index) =>
    manifestsIn(isMap(item) ? { ...common, ...item } : item, `${source}, item ${index + 1}`),
  );
}

function manifestsIn(value: unknown, source: string): Manifest[] {
  if (value === null || value === undefined) return [];
  if (isMap(value) && String(value['kind']).endsWith('List')) return itemsOf(value, source);
  if (!isManifest(value))
    throw usageError(`${source} is not a Kubernetes object: it needs apiVersion, kind and metadata.`);
  const name: unknown = value.metadata.name;
  if (typeof name === 'string' && name !== '') return [value];
  throw usageError(`${source}: this ${value.kind} has no metadata.name; add one.`);
}

/**
 * Every object in a text of YAML documents or JSON, also the items of lists.
 * @param source what to call the text in an error, such as its file's name
 * @throws CliError
 */
export function readManifests(source: string, text: string): Manifest[] {
  const documents = parse(source, text);
  const name = (index: number) => (documents.length > 1 ? `${source}, document ${index + 1}` : source);
  return documents.flatMap((document, index) => manifestsIn(document, name(index)));
}
