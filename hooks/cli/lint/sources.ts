import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { STANDARD_INPUT, readManifests, readTextFile } from '../files.ts';
import type { Located } from '../files.ts';
import { resourceOf } from '../world.ts';
import { CliError } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

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
    const text = path === STANDARD_INPUT ? await terminal.stdin() : readTextFile(path);
    try {
      const found = readManifests(file, text);
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
