import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release } from 'node:os';
import { repository } from '../../e2e/framework/paths.ts';
import { requirePrograms } from '../../e2e/framework/programs.ts';

/** Requires the programs, builds the hook, and describes the machine and how busy it was already. */
export function prepare(): string {
  requirePrograms();
  const [load = NaN] = loadavg();
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: repository, stdio: 'inherit' });
  return [
    `${cpus().length} x ${cpus()[0]?.model ?? '?'}`,
    `Linux ${release()}`,
    `Node ${process.version}`,
    `load average before it began ${load.toFixed(1)}`,
  ].join(', ');
}
