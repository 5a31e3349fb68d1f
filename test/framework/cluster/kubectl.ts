import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import type { ControlPlane } from './control-plane.ts';
import { repository } from '../processes/paths.ts';
import { programPath } from '../processes/programs.ts';

const run = promisify(execFile);

/** Runs the real kubectl in the checkout as the cluster's administrator; its standard output. */
export async function kubectl({ kubeconfig }: ControlPlane, ...args: readonly string[]): Promise<string> {
  // A cache that other servers do not share: kubectl keeps what a server knows by its address.
  const cache = `--cache-dir=${join(dirname(kubeconfig), 'kubectl-cache')}`;
  const { stdout } = await run('kubectl', [`--kubeconfig=${kubeconfig}`, cache, ...args], {
    cwd: repository,
    env: { ...process.env, PATH: programPath },
    timeout: 60_000,
    maxBuffer: 16 * 1024 ** 2,
  });
  return stdout;
}
