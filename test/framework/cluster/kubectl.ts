import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import type { ControlPlane } from './control-plane.ts';
import { locate } from '../processes/programs.ts';
import { repository } from '../processes/paths.ts';

const run = promisify(execFile);

/** Runs the real kubectl in the checkout as the cluster's administrator; its standard output. */
export async function kubectl(plane: ControlPlane, ...args: readonly string[]): Promise<string> {
  const program = locate('kubectl');
  if (program === undefined) throw new Error('kubectl is neither in KUBEBUILDER_ASSETS nor in PATH');
  // A cache that other servers do not share: kubectl keeps what a server knows by its address.
  const cache = `--cache-dir=${join(dirname(plane.kubeconfig), 'kubectl-cache')}`;
  const { stdout } = await run(program, [`--kubeconfig=${plane.kubeconfig}`, cache, ...args], {
    cwd: repository,
    timeout: 60_000,
    maxBuffer: 16 * 1024 ** 2,
  });
  return stdout;
}
