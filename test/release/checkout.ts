import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** What is made of the checkout, and not part of it. */
const MADE = ['.git', 'node_modules', 'dist', 'coverage'];

/** What a program has said. */
interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. */
export function run(cwd: string, command: string, ...args: readonly string[]): Said {
  return spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}

/** As `run`, for what has to end with 0; gives what it has said. */
export function output(cwd: string, command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = run(cwd, command, ...args);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}

/** All files below a folder of the checkout, by their paths from its root; a link is a file. */
export function filesIn(folder: string, root = ROOT): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/** A file of the checkout. */
export function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** What of package.json the release depends on. */
export const MANIFEST = JSON.parse(read('package.json')) as {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly engines: { readonly node: string };
  readonly bin: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
};

/** A copy that may be built in: others run what is built in the checkout itself. */
export function copyCheckout(): { folder: string; remove: () => void } {
  const temporary = mkdtempSync(join(tmpdir(), 'akrobateo-release-'));
  const folder = join(temporary, 'checkout');
  cpSync(ROOT, folder, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !MADE.includes(relative(ROOT, source)),
  });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return {
    folder,
    remove: () => {
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}
