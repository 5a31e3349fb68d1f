import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { repository } from '../framework/processes/paths.ts';
import { nodeOptions } from './deployed.ts';
import { build } from './machine.ts';

/** The hook as it is deployed, in a process of its own. */
export interface Hook {
  readonly port: number;
  readonly metricsPort: number;
  /** The most memory that it has had, in MB; undefined where there is no /proc. */
  readonly peakMemory: () => number | undefined;
  readonly stop: () => void;
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
    cwd: repository,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.on('exit', () => child.kill());
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit'),
  ])) as unknown[];
  if (typeof line !== 'string') throw new Error('the hook has ended before it listened');
  // The rest of the log is not read.
  child.stdout.resume();
  const { port, metricsPort } = JSON.parse(line) as { port: number; metricsPort: number };
  return { port, metricsPort, peakMemory: () => peakMemoryOf(child.pid), stop: () => child.kill() };
}
