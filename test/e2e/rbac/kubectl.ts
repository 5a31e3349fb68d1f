import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import type { ControlPlane } from '../framework/control-plane.ts';
import { locate } from '../framework/programs.ts';
import { repository } from '../framework/paths.ts';

const run = promisify(execFile);

/** Runs the real kubectl in the checkout as the cluster's administrator; its standard output. */
export async function kubectl(plane: ControlPlane, ...args: readonly string[]): Promise<string> {
  const program = locate('kubectl');
  if (program === undefined) throw new Error('kubectl is neither in KUBEBUILDER_ASSETS nor in PATH');
  const { stdout } = await run(program, [`--kubeconfig=${plane.kubeconfig}`, ...args], {
    cwd: repository,
    timeout: 60_000,
    maxBuffer: 16 * 1024 ** 2,
  });
  return stdout;
}
