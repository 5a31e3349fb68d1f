import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { eventually } from '../../framework/processes/eventually.ts';
import { repository } from '../../framework/processes/paths.ts';

/** `npm run demo` without npm, in a temporary folder of its own. */
export class DemoProcess {
  readonly folder = mkdtempSync(join(tmpdir(), 'akrobateo-e2e-demo-'));
  output = '';
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;

  constructor(env: Record<string, string> = {}, ...options: readonly string[]) {
    this.#child = spawn(process.execPath, ['--import=tsx', 'test/demo/main.ts', ...options], {
      cwd: repository,
      env: { ...process.env, TMPDIR: this.folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#closed = once(this.#child, 'close');
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (data: Buffer) => (this.output += data.toString()));
  }

  get lines(): string[] {
    return this.output.trimEnd().split('\n');
  }

  async prints(text: string): Promise<void> {
    await eventually(
      () => {
        if (!this.output.includes(text)) throw new Error(this.output);
      },
      { what: `the demo did not print ${text}` },
    );
  }

  interrupt(): void {
    this.#child.kill('SIGINT');
  }

  async exitCode(): Promise<number | null> {
    await this.#closed;
    return this.#child.exitCode;
  }

  /** What is left of it: files in its folder except the cache of tsx, and programs that run there. */
  leftovers(): string[] {
    const commands = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => commandLine(pid).replaceAll('\0', ' '));
    const files = readdirSync(this.folder).filter((name) => !name.startsWith('tsx-'));
    return [...files, ...commands.filter((command) => command.includes(this.folder))];
  }

  /** Ends it, also if it hangs. */
  discard(): void {
    this.#child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}
