import { readFile } from 'node:fs/promises';
import { LineCounter, isMap, isNode, isPair, isSeq, parseAllDocuments } from 'yaml';
import type { Document } from 'yaml';
import { isRecord } from '../kubernetes/parsed.ts';
import type { Manifest } from './world.ts';
import { usageError } from './terminal.ts';
import type { Terminal } from './terminal.ts';

const FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder; name the files in it',
  EACCES: 'its permissions do not allow it',
};

/** Reads a text file. @throws CliError */
export async function readTextFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw usageError(`${file} cannot be read: ${FAULTS[code] ?? message}.`);
  }
}

/** Line and column, from 1. */
export type Position = ReturnType<LineCounter['linePos']>;

/** An object of a file. */
export interface Located {
  readonly file: string;
  readonly manifest: Manifest;
  /** Of a field; if the file does not have it, of the object's name. */
  readonly positionOf: (path: readonly string[]) => Position;
}

function isManifest(value: unknown): value is Manifest {
  const { apiVersion, kind, metadata } = (value ?? {}) as Record<string, unknown>;
  return typeof apiVersion === 'string' && typeof kind === 'string' && isRecord(metadata);
}

function offsetOf(root: unknown, path: readonly string[]): number | undefined {
  let node = root;
  let head: unknown = root;
  for (const key of path) {
    const pair = isMap(node) ? node.items.find((each) => String(each.key) === key) : undefined;
    const item: unknown = isSeq(node) ? node.items[Number(key)] : pair;
    head = isPair(item) ? item.key : item;
    node = isPair(item) ? item.value : item;
  }
  return isNode(head) ? head.range?.[0] : undefined;
}

// The API server leaves out apiVersion and kind of a list's items. The kind of the list says what they are.
function itemsOf(node: unknown, document: Document): { node: unknown; value: unknown }[] {
  const value: unknown = isNode(node) ? node.toJS(document) : null;
  if (!isMap(node) || !String(node.get('kind')).endsWith('List'))
    return value === null ? [] : [{ node, value }];
  const { apiVersion, kind, items } = value as Record<string, unknown>;
  const name = String(kind).replace(/List$/, '');
  const nodes = node.get('items', true);
  if (!isSeq(nodes) || !Array.isArray(items)) return [];
  return nodes.items.flatMap((item) =>
    itemsOf(item, document).map((found) =>
      name === '' || typeof found.value !== 'object'
        ? found
        : { ...found, value: { apiVersion, kind: name, ...found.value } },
    ),
  );
}

function parse(name: string, text: string, lineCounter: LineCounter) {
  try {
    // yaml would write a warning of its own about the keys of templates.
    const documents = parseAllDocuments(text, { merge: true, logLevel: 'error', lineCounter });
    const [error] = documents.flatMap(({ errors }) => errors);
    if (error !== undefined) throw error;
    return documents.flatMap((document) => itemsOf(document.contents, document as Document));
  } catch (error) {
    const [first = ''] = (error as Error).message.split('\n');
    throw usageError(`${name} is not YAML or JSON: ${first.replace(/:$/, '')}.`);
  }
}

/**
 * Every object in a text of YAML documents or JSON, also the items of lists.
 * @param file what to call the text
 * @throws CliError
 */
export function readManifests(file: string, text: string): Located[] {
  const lines = new LineCounter();
  return parse(file, text, lines).map(({ node, value }) => {
    const positionOf = (path: readonly string[]) =>
      lines.linePos(offsetOf(node, path) ?? offsetOf(node, ['metadata', 'name']) ?? offsetOf(node, []) ?? 0);
    const where = `${file}, line ${positionOf([]).line}`;
    if (!isManifest(value))
      throw usageError(`${where}: this is not a Kubernetes object: it needs apiVersion, kind and metadata.`);
    if (typeof value.metadata.name !== 'string' || value.metadata.name === '')
      throw usageError(`${where}: this ${value.kind} has no metadata.name; add one.`);
    return { file, manifest: value, positionOf };
  });
}

/** The file's name for what is read from standard input. */
export const STANDARD_INPUT = '/dev/stdin';

/** Every object of the files, in order. @throws CliError */
export async function readObjects(files: readonly string[], terminal: Terminal): Promise<Located[]> {
  const read = files.map(async (path) => {
    const isInput = path === STANDARD_INPUT;
    const file = isInput ? 'standard input' : path;
    const objects = readManifests(file, isInput ? await terminal.stdin() : await readTextFile(path));
    if (objects.length === 0) throw usageError(`${file} has no object.`);
    return objects;
  });
  return (await Promise.all(read)).flat();
}

/** A manifest that names no namespace, in this one. */
export function inNamespace(manifest: Manifest, namespace: string): Manifest {
  const isClusterScoped = ['Namespace', 'Node', 'LoadBalancerPool'].includes(manifest.kind);
  if (isClusterScoped || manifest.metadata.namespace) return manifest;
  return { ...manifest, metadata: { ...manifest.metadata, namespace } };
}
