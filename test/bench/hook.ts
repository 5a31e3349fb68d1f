import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { nodeOptions } from './deployed.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');

/** The hook as it is deployed, in a process of its own. */
export interface Hook {
  readonly port: number;
  readonly metricsPort: number;
  /** The most memory that it has had, in MB; undefined where there is no /proc. */
  readonly peakMemory: () => number | undefined;
  readonly stop: () => void;
}

function build(): void {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: REPOSITORY, stdio: 'inherit' });
  if (status !== 0) throw new Error('the hook cannot be built');
}

function peakMemoryOf(pid: number | undefined): number | undefined {
  try {
    const [, kibibytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid ?? '?'}/status`, 'utf8')) ?? [];
    return (Number(kibibytes) * 1024) / 1e6;
  } catch {
    return undefined;
  }
}

/** Nothing else of our environment, so that it has its defaults, and the heap that it is deployed with. */
function environment(env: Record<string, string>): NodeJS.ProcessEnv {
  const ports = { HOST: '127.0.0.1', PORT: '0', METRICS_PORT: '0' };
  return { PATH: process.env['PATH'], NODE_OPTIONS: nodeOptions(), ...ports, ...env };
}

/** Builds the hook and starts it on free ports of 127.0.0.1, with these environment variables. */
export async function startHook(env: Record<string, string> = {}): Promise<Hook> {
  build();
  const child = spawn(process.execPath, ['dist/main.js'], {
    cwd: REPOSITORY,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.on('exit', () => child.kill());
  const [said] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit'),
  ])) as unknown[];
  if (typeof said !== 'string') throw new Error('the hook has ended before it listened');
  // Nobody reads more of the log.
  child.stdout.resume();
  const { port, metricsPort } = JSON.parse(said) as { port: number; metricsPort: number };
  return { port, metricsPort, peakMemory: () => peakMemoryOf(child.pid), stop: () => child.kill() };
}
