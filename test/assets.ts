import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Context } from 'mocha';

const lab = process.env['AKROBATEO_LAB'] ?? join(homedir(), '.cache/akrobateo-lab');

/** Where programs are looked for first. The framework reads this variable too, so import this before the framework. */
export const assets = (process.env['KUBEBUILDER_ASSETS'] ??= join(lab, 'bin'));
process.env['PATH'] = [assets, process.env['PATH']].join(delimiter);

/** Skips the tests of a suite, and says so, unless all these programs are installed. */
export function needs(context: Context, ...names: readonly string[]): void {
  const missing = names.filter((name) => spawnSync('sh', ['-c', 'command -v "$0"', name]).status !== 0);
  if (missing.length === 0) return;
  console.warn(`Skipped: ${missing.join(', ')} not found in ${assets} (KUBEBUILDER_ASSETS) or PATH.`);
  context.skip();
}
