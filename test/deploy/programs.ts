import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Context } from 'mocha';

export const ROOT = join(import.meta.dirname, '../..');

const lab = process.env['AKROBATEO_LAB'] ?? join(homedir(), '.cache/akrobateo-lab');
const assets = process.env['KUBEBUILDER_ASSETS'] ?? join(lab, 'bin');

// Others look programs up by this variable, too: the framework of the e2e suite.
process.env['KUBEBUILDER_ASSETS'] = assets;

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function locate(name: string): string | undefined {
  const folders = [assets, ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** Skips the tests of a suite, and says so, unless all these programs are there. */
export function needs(context: Context, ...names: readonly string[]): void {
  const missing = names.filter((name) => locate(name) === undefined);
  if (missing.length === 0) return;
  console.warn(`Left out: ${missing.join(', ')} not found in ${assets} (KUBEBUILDER_ASSETS) or PATH.`);
  context.skip();
}

/** What a program has said. */
export interface Said {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program in the checkout; its failure is for the caller to judge. */
export function run(name: string, args: readonly string[], input = ''): Said {
  const options = { cwd: ROOT, encoding: 'utf8', input, timeout: 60_000, maxBuffer: 32 * 1024 ** 2 } as const;
  const { status, stdout, stderr, error } = spawnSync(locate(name) ?? name, args, options);
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}

/** Standard output of a program that has to succeed. */
export function output(name: string, args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = run(name, args, input);
  if (status !== 0)
    throw new Error(`${name} ${args.join(' ')} ended with ${status ?? 'a signal'}:\n${stderr}${stdout}`);
  return stdout;
}
