import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { readConfig } from '../../config.ts';
import { hooksByPath } from '../../routes.ts';
import { usageError } from '../exit.ts';
import { readTextFile } from '../world/read-files.ts';
import { baseOf, completed } from './pod-template.ts';

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

/** Every hook's path, which is also where its fixtures are. */
const PATHS = Object.keys(hooksByPath(readConfig({}), () => 0));

async function filesIn(name: string): Promise<string[]> {
  const found = await stat(name).catch(() => undefined);
  if (found === undefined) throw usageError(`${name} cannot be read: there is no such file or folder.`);
  if (!found.isDirectory()) return [name];
  const files = await readdir(name, { recursive: true });
  const own = files.filter((file) => file.endsWith(END)).map((file) => join(name, file));
  if (own.length === 0) throw usageError(`There is no *${END} in ${name}.`);
  return own;
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usageError(`${file} is not JSON: ${(error as Error).message}.`);
  }
}

async function readResponse(file: string): Promise<unknown> {
  const response = parse(file, await readTextFile(file));
  const base = baseOf(response);
  return base === undefined
    ? response
    : completed(response, await readResponse(join(dirname(file), `${base}.response.json`)));
}

async function readFixture(file: string): Promise<Fixture> {
  if (!file.endsWith(END)) throw usageError(`${file} is not a fixture; its name has to end with ${END}.`);
  const folder = dirname(resolve(file));
  const path = PATHS.find((known) => folder.endsWith(known));
  if (path === undefined) {
    throw usageError(
      `${file} is not in the folder of a hook; its folder has to end with ${PATHS.join(' or ')}.`,
    );
  }
  return {
    name: `${path.slice(1)}/${basename(file, END)}`,
    path,
    request: parse(file, await readTextFile(file)),
    response: await readResponse(file.replace(END, '.response.json')),
  };
}

/** Every fixture among the files and folders, in order of name. @throws CliError */
export async function readFixtures(names: readonly string[]): Promise<Fixture[]> {
  const files = (await Promise.all(names.map(filesIn))).flat();
  const fixtures = await Promise.all([...new Set(files)].map(readFixture));
  return fixtures.sort((a, b) => (a.name < b.name ? -1 : 1));
}
