import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The checkout that is tested. */
export const ROOT = join(import.meta.dirname, '..');

/** A file of the checkout. */
export function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** All files below a folder of the checkout, by their paths from its root; a link is a file. */
export function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

/** What of package.json tests depend on. */
export const MANIFEST = JSON.parse(read('package.json')) as {
  readonly name: string;
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly bin: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

/** Where a program runs, by default in the checkout, and what it reads. */
interface RunOptions {
  readonly cwd?: string;
  readonly input?: string;
}

/** Runs a program to its end. @throws {Error} if it cannot be started, or needs three minutes */
export function run(name: string, args: readonly string[], { cwd = ROOT, input = '' }: RunOptions = {}) {
  const options = { cwd, input, encoding: 'utf8', timeout: 180_000, maxBuffer: 2 ** 26 } as const;
  const { status, stdout, stderr, error } = spawnSync(name, args, options);
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}

/** Standard output of a program. @throws {Error} with all that it says, unless it ends with 0 */
export function output(name: string, args: readonly string[], options?: RunOptions): string {
  const { status, stdout, stderr } = run(name, args, options);
  if (status === 0) return stdout;
  throw new Error(`${name} ${args.join(' ')} ended with ${status ?? 'a signal'}:\n${stderr}${stdout}`);
}
