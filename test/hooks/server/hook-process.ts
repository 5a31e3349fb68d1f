import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '../../..');

/** A line of the log. */
export interface LogLine {
  readonly msg: string;
  readonly level: number;
  readonly [field: string]: unknown;
}

/** The hook as a process of its own, on free ports of 127.0.0.1. */
export class HookProcess {
  readonly lines: LogLine[] = [];
  said = '';
  readonly child: ChildProcessWithoutNullStreams;

  constructor(env: Record<string, string> = {}) {
    const usual = { HOST: '127.0.0.1', PORT: '0', METRICS_PORT: '0' };
    const all = { ...process.env, ...usual, ...env };
    this.child = spawn(process.execPath, ['--import=tsx', 'hooks/main.ts'], { cwd: ROOT, env: all });
    createInterface(this.child.stdout).on('line', (line) => this.lines.push(JSON.parse(line) as LogLine));
    this.child.stderr.on('data', (data: Buffer) => (this.said += data.toString()));
  }

  /** Waits for a log line with this message. */
  async line(message: string | RegExp): Promise<LogLine> {
    const matches = ({ msg }: LogLine) => (typeof message === 'string' ? msg === message : message.test(msg));
    for (;;) {
      const found = this.lines.find(matches);
      if (found !== undefined) return found;
      if (this.child.exitCode !== null) throw new Error(`the hook has ended: ${this.said}`);
      await sleep(20);
    }
  }

  /** The port of the hooks, once it listens. */
  async port(): Promise<number> {
    return (await this.line('listening'))['port'] as number;
  }

  async metricsPort(): Promise<number> {
    return (await this.line('listening'))['metricsPort'] as number;
  }

  /** Waits for its end, and gives the exit code. */
  async exitCode(): Promise<unknown> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const [code] = (await once(this.child, 'close')) as [unknown];
    return code;
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}
