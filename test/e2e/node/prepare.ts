import { execFileSync } from 'node:child_process';

import { repository } from '../../framework/processes/paths.ts';
import { missingRequirement } from './cluster/requirements.ts';

/** Runs once before all cases: without root or programs there is nothing to test; the hook is built as it ships. */
export function mochaGlobalSetup(): void {
  const missing = missingRequirement();
  if (missing !== undefined) {
    console.log(`Skipped, real nodes cannot run here: ${missing} (see test/e2e/node/README.md).`);
    process.exit(0);
  }
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: repository, stdio: 'inherit' });
}
