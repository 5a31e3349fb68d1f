import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Context } from 'mocha';

export const ROOT = join(import.meta.dirname, '../..');

// The framework of the e2e suite looks programs up by this variable too.
const assets = (process.env['KUBEBUILDER_ASSETS'] ??= join(
  process.env['AKROBATEO_LAB'] ?? join(homedir(), '.cache/akrobateo-lab'),
  'bin',
));
process.env['PATH'] = [assets, process.env['PATH']].join(delimiter);

/** Skips the tests of a suite, and says so, unless all these programs are installed. */
export function needs(context: Context, ...names: readonly string[]): void {
  const missing = names.filter((name) => spawnSync('sh', ['-c', 'command -v "$0"', name]).status !== 0);
  if (missing.length === 0) return;
  console.warn(`Skipped: ${missing.join(', ')} not found in ${assets} (KUBEBUILDER_ASSETS) or PATH.`);
  context.skip();
}

/** Runs a program in the checkout. */
export function run(name: string, args: readonly string[], input = '') {
  const options = {
    cwd: ROOT,
    encoding: 'utf8',
    input,
    timeout: 180_000,
    maxBuffer: 32 * 1024 ** 2,
  } as const;
  const { status, stdout, stderr, error } = spawnSync(name, args, options);
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
