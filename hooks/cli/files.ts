import { readFileSync } from 'node:fs';
import { LineCounter, isMap, isNode, parseAllDocuments } from 'yaml';
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
export function readTextFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw usageError(`${file} cannot be read: ${FAULTS[code] ?? message}.`);
  }
}

/** An object of a file, and the node of the YAML document that it is. */
export interface Located {
  readonly file: string;
  readonly manifest: Manifest;
  readonly node: unknown;
  readonly lines: LineCounter;
}

/** The object of a document, or the items of a list, which say what they are only by the kind of the list. */
function objectsIn(node: unknown, value: unknown): { node: unknown; value: unknown }[] {
  if (!isRecord(value) || !String(value['kind']).endsWith('List'))
    return value === null ? [] : [{ node, value }];
  const { apiVersion, kind, items } = value;
  const common = kind === 'List' ? {} : { apiVersion, kind: String(kind).replace(/List$/, '') };
  if (!isMap(node) || !Array.isArray(items)) return [];
  return items.flatMap((item: unknown, index) =>
    objectsIn(node.getIn(['items', index], true), isRecord(item) ? { ...common, ...item } : item),
  );
}

function parse(file: string, text: string, lineCounter: LineCounter) {
  try {
    // yaml would write a warning of its own about the keys of templates.
    const documents = parseAllDocuments(text, { merge: true, logLevel: 'error', lineCounter });
    return documents.flatMap((document) => {
      if (document.errors[0] !== undefined) throw document.errors[0];
      return objectsIn(document.contents, document.toJS());
    });
  } catch (error) {
    const [first = ''] = (error as Error).message.split('\n');
    throw usageError(`${file} is not YAML or JSON: ${first.replace(/:$/, '')}.`);
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
    const [offset] = (isNode(node) ? node.range : undefined) ?? [0];
    const where = `${file}, line ${lines.linePos(offset).line}`;
    const { apiVersion, kind, metadata } = isRecord(value) ? value : {};
    if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !isRecord(metadata))
      throw usageError(`${where}: this is not a Kubernetes object: it needs apiVersion, kind and metadata.`);
    if (typeof metadata['name'] !== 'string' || metadata['name'] === '')
      throw usageError(`${where}: this ${kind} has no metadata.name; add one.`);
    return { file, manifest: value as Manifest, node, lines };
  });
}

/** The file's name for what is read from standard input. */
export const STANDARD_INPUT = '/dev/stdin';

/** Every object of the files, in order. @throws CliError */
export async function readObjects(files: readonly string[], terminal: Terminal): Promise<Located[]> {
  const located: Located[] = [];
  for (const path of files) {
    const isInput = path === STANDARD_INPUT;
    const file = isInput ? 'standard input' : path;
    const objects = readManifests(file, isInput ? await terminal.stdin() : readTextFile(path));
    if (objects.length === 0) throw usageError(`${file} has no object.`);
    located.push(...objects);
  }
  return located;
}

/** A manifest that names no namespace, in this one. */
export function inNamespace(manifest: Manifest, namespace: string): Manifest {
  const isClusterScoped = ['Namespace', 'Node', 'LoadBalancerPool'].includes(manifest.kind);
  if (isClusterScoped || manifest.metadata.namespace) return manifest;
  return { ...manifest, metadata: { ...manifest.metadata, namespace } };
}
