import { readFile } from 'node:fs/promises';
import { usageError } from '../exit.ts';
import type { Terminal } from '../terminal.ts';
import { readManifests } from './read-manifests.ts';
import type { Manifest } from './world.ts';

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

/** The file's name for what is read from standard input. */
export const STANDARD_INPUT = '/dev/stdin';

/** Every object of the files, in order. @throws CliError */
export async function readFiles(files: readonly string[], terminal: Terminal): Promise<Manifest[]> {
  const manifests: Manifest[] = [];
  for (const file of files) {
    const isInput = file === STANDARD_INPUT;
    const name = isInput ? 'standard input' : file;
    const read = readManifests(name, isInput ? await terminal.stdin() : await readTextFile(file));
    if (read.length === 0) throw usageError(`${name} has no object.`);
    manifests.push(...read);
  }
  return manifests;
}
