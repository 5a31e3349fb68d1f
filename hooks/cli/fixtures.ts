import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { readConfig } from '../config.ts';
import { isRecord } from '../kubernetes/parsed.ts';
import { hooksByPath } from '../routes.ts';
import { readTextFile } from './files.ts';
import { patched } from './patch.ts';
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

/** Whether a file is a fixture, by its name. */
export function isFixture(file: string): boolean {
  return file.endsWith(END);
}

/**
 * The fixtures in a folder; the name itself of a file.
 * @throws CliError
 */
export function filesIn(name: string): string[] {
  const found = statSync(name, { throwIfNoEntry: false });
  if (found === undefined) throw usageError(`${name} cannot be read: there is no such file or folder.`);
  if (!found.isDirectory()) return [name];
  const files = readdirSync(name, { recursive: true, encoding: 'utf8' });
  const own = files.filter((file) => file.endsWith(END)).map((file) => join(name, file));
  if (own.length === 0) throw usageError(`There is no *${END} in ${name}.`);
  return own;
}

/** The pod template of the first workload in a response. */
export function podTemplateIn(response: unknown): unknown {
  const { attachments = [] } = response as { attachments?: { spec?: { template?: unknown } }[] };
  return attachments.find(({ spec }) => spec?.template !== undefined)?.spec?.template;
}

/**
 * A response with complete pod templates: `{ "$base": "daemonset-exposed", ... }` is a patch of the one in another response,
 * by the rules of test/fixtures/README.md.
 */
export function completed(response: unknown, responseOf: (name: string) => unknown): unknown {
  return JSON.parse(JSON.stringify(response), (_key, value: unknown) => {
    if (!isRecord(value) || typeof value['$base'] !== 'string') return value;
    return patched(podTemplateIn(responseOf(value['$base'])), { ...value, $base: null });
  });
}

/** Reads a file of JSON. @throws CliError */
export function readJson(file: string): unknown {
  const text = readTextFile(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usageError(`${file} is not JSON: ${(error as Error).message}.`);
  }
}

function readFixture(file: string, paths: readonly string[]): Fixture {
  const folder = dirname(file);
  const path = paths.find((known) => resolve(folder).endsWith(known));
  if (path === undefined) {
    const right = `its folder has to end with ${paths.join(' or ')}`;
    throw usageError(`${file} is not in the folder of a hook; ${right}.`);
  }
  const name = basename(file, END);
  const responseOf = (other: string) => readJson(join(folder, `${other}.response.json`));
  const response = completed(responseOf(name), responseOf);
  return { name: `${path.slice(1)}/${name}`, path, request: readJson(file), response };
}

/** Reads fixtures, in order of name. @throws CliError */
export function readFixtures(files: readonly string[]): Fixture[] {
  // The path of a hook is also where its fixtures are.
  const paths = Object.keys(hooksByPath(readConfig({}), () => 0));
  const fixtures = files.map((file) => readFixture(file, paths));
  return fixtures.sort((a, b) => (a.name < b.name ? -1 : 1));
}
