import { cpus, loadavg, release } from 'node:os';
import { output } from '../checkout.ts';

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
  output('npm', ['run', '--silent', 'build']);
}

/** The numbers of an environment variable, `10,50`. */
export function numbersIn(variable: string, otherwise: string): number[] {
  return (process.env[variable] ?? otherwise).split(',').map(Number);
}
