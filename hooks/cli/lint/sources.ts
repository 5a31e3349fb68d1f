import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { LineCounter, isMap, isNode, isPair, isScalar, isSeq, parseAllDocuments } from 'yaml';
import { CliError } from '../exit.ts';
import type { Terminal } from '../terminal.ts';
import { STANDARD_INPUT, readTextFile } from '../world/read-files.ts';
import { readManifests } from '../world/read-manifests.ts';
import { resourceOf } from '../world/resources.ts';
import type { Manifest } from '../world/world.ts';

/** Line and column, from 1. */
export type Position = ReturnType<LineCounter['linePos']>;

/** An object of a file. */
export interface Located {
  readonly file: string;
  readonly manifest: Manifest;
  /** Of a field; if the file does not have it, of the object's name. */
  readonly positionOf: (path: readonly string[]) => Position;
}

function offsetOf(root: unknown, path: readonly string[]): number | undefined {
  let node = root;
  let head: unknown;
  for (const key of path) {
    const pair = isMap(node) ? node.items.find((each) => String(each.key) === key) : undefined;
    const item: unknown = isSeq(node) ? node.items[Number(key)] : pair;
    head = isPair(item) ? item.key : item;
    node = isPair(item) ? item.value : item;
  }
  return isNode(head) ? head.range?.[0] : undefined;
}

/** The objects of a document, as readManifests finds them. */
function objectsIn(contents: unknown): unknown[] {
  if (!isNode(contents) || (isScalar(contents) && contents.value === null)) return [];
  const isList = isMap(contents) && String(contents.get('kind')).endsWith('List');
  if (!isList) return [contents];
  const items = contents.get('items', true);
  return isSeq(items) ? items.items.flatMap(objectsIn) : [];
}

function locate(file: string, text: string): Located[] {
  const manifests = readManifests(file, text);
  const lineCounter = new LineCounter();
  const nodes = parseAllDocuments(text, { lineCounter }).flatMap(({ contents }) => objectsIn(contents));
  return manifests.map((manifest, index) => {
    const positionOf = (path: readonly string[]): Position => {
      const offset = offsetOf(nodes[index], path) ?? offsetOf(nodes[index], ['metadata', 'name']);
      return lineCounter.linePos(offset ?? 0);
    };
    return { file, manifest, positionOf };
  });
}

/** The files in a folder and its folders; a file is itself. Names that begin with a dot are not of manifests. */
async function filesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return [path];
  const found = entries.map(async (entry) => {
    if (entry.name.startsWith('.')) return [];
    if (entry.isDirectory()) return filesIn(join(path, entry.name));
    return entry.isFile() && /\.(ya?ml|json)$/.test(entry.name) ? [join(path, entry.name)] : [];
  });
  return (await Promise.all(found)).flat().sort();
}

/** {{ }} in the place of a value may still be YAML: a map whose key is a map, which becomes a text. */
function isTemplate({ manifest }: Located): boolean {
  return resourceOf(manifest) !== undefined && /\{\{|\}":null/.test(JSON.stringify(manifest));
}

/** The objects of files and folders. What is not plain Kubernetes YAML is left out with a note. @throws CliError */
export async function readSources(paths: readonly string[], terminal: Terminal) {
  const located: Located[] = [];
  const notes: string[] = [];
  const files = (await Promise.all(paths.map(filesIn))).flat();
  for (const path of new Set(files)) {
    const file = path === STANDARD_INPUT ? 'stdin' : relative('', path);
    const text = path === STANDARD_INPUT ? await terminal.stdin() : await readTextFile(path);
    try {
      const found = locate(file, text);
      if (found.some(isTemplate))
        notes.push(`${file} has templates ({{ }}), which are skipped; render them first`);
      located.push(...found.filter((each) => !isTemplate(each)));
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      notes.push(`skipped: ${error.message}`);
    }
  }
  return { located, notes };
}
