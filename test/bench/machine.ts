import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release } from 'node:os';
import { repository } from '../framework/processes/paths.ts';

/** The machine, and how busy it is; a benchmark says more, such as versions. */
export function describeMachine(...more: readonly string[]): string {
  const [load = NaN] = loadavg();
  return [
    `${cpus().length} x ${cpus()[0]?.model ?? '?'}`,
    `Linux ${release()}`,
    `Node ${process.version}`,
    ...more,
    `load average before it began ${load.toFixed(1)}`,
  ].join(', ');
}

/** Builds the hook. */
export function build(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: repository, stdio: 'inherit' });
}
