import { execFileSync } from 'node:child_process';

import { requirePrograms } from '../framework/processes/programs.ts';
import { repository } from '../framework/processes/paths.ts';

/** Runs once before all scenarios: every program must be there, and the hook is built as it ships. */
export function mochaGlobalSetup(): void {
  requirePrograms();
  if (process.env['E2E_STUB'] === undefined)
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: repository, stdio: 'inherit' });
}
