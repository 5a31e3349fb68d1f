import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { readConfig } from '../config.ts';
import { hooksByPath } from '../routes.ts';
import { readTextFile } from './files.ts';
import { baseOf, completed } from './pod-template.ts';
import { usageError } from './terminal.ts';

/** A recorded request and its answer. */
export interface Fixture {
  /** `services/sync/daemonset-new` */
  readonly name: string;
  /** `/services/sync` */
  readonly path: string;
  readonly request: unknown;
  readonly response: unknown;
}

const END = '.request.json';

async function filesIn(name: string): Promise<string[]> {
  const found = await stat(name).catch(() => undefined);
  if (found === undefined) throw usageError(`${name} cannot be read: there is no such file or folder.`);
  if (!found.isDirectory()) return [name];
  const files = await readdir(name, { recursive: true });
  const own = files.filter((file) => file.endsWith(END)).map((file) => join(name, file));
  if (own.length === 0) throw usageError(`There is no *${END} in ${name}.`);
  return own;
}

async function readJson(file: string): Promise<unknown> {
  const text = await readTextFile(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usageError(`${file} is not JSON: ${(error as Error).message}.`);
  }
}

async function readResponse(file: string): Promise<unknown> {
  const response = await readJson(file);
  const base = baseOf(response);
  return base === undefined
    ? response
    : completed(response, await readResponse(join(dirname(file), `${base}.response.json`)));
}

async function readFixture(file: string, paths: readonly string[]): Promise<Fixture> {
  if (!file.endsWith(END)) throw usageError(`${file} is not a fixture; its name has to end with ${END}.`);
  const folder = dirname(resolve(file));
  const path = paths.find((known) => folder.endsWith(known));
  if (path === undefined) {
    const right = `its folder has to end with ${paths.join(' or ')}`;
    throw usageError(`${file} is not in the folder of a hook; ${right}.`);
  }
  return {
    name: `${path.slice(1)}/${basename(file, END)}`,
    path,
    request: await readJson(file),
    response: await readResponse(file.replace(END, '.response.json')),
  };
}

/** Every fixture among the files and folders, in order of name. @throws CliError */
export async function readFixtures(names: readonly string[]): Promise<Fixture[]> {
  // The path of a hook is also where its fixtures are.
  const paths = Object.keys(hooksByPath(readConfig({}), () => 0));
  const files = (await Promise.all(names.map(filesIn))).flat();
  const fixtures = await Promise.all([...new Set(files)].map((file) => readFixture(file, paths)));
  return fixtures.sort((a, b) => (a.name < b.name ? -1 : 1));
}
