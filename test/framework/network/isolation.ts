import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { programPath } from '../processes/programs.ts';

/** Tells runs apart that are isolated at the same time; undefined outside. Set by isolate.sh. */
export const run = process.env['AKROBATEO_ISOLATED'];

/**
 * Runs this program again, with the same arguments, in namespaces of network, processes and mounts of its own, and ends with its exit
 * code. There it returns at once. Everything that is made there ends with the program, even when that is killed.
 * @param whyNot a sentence that says why this is not possible here; then it is printed, and the program ends with 0
 * @param inherit network namespaces that are made there inherit the settings of the one that makes them; until the end this changes a
 * setting of the host
 */
export function isolate(whyNot: () => string | undefined, inherit = false): void {
  if (run !== undefined) return;
  const reason = whyNot();
  if (reason !== undefined) {
    console.log(reason);
    process.exit(0);
  }
  const program = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const script = ['sh', join(import.meta.dirname, 'isolate.sh'), inherit ? 'inherit' : '', ...program];
  const env = { ...process.env, PATH: programPath };
  const { status } = spawnSync('setpriv', ['--pdeathsig', 'TERM', ...script], { stdio: 'inherit', env });
  process.exit(status ?? 1);
}
