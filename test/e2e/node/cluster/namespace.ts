import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Launcher } from '../../../framework/processes/launcher.ts';
import { programPath } from '../../../framework/processes/programs.ts';

const run = promisify(execFile);

// unshare blocks SIGTERM while it waits. With --kill-child everything in the namespaces ends when it is killed. Then the
/** The control group of what runs in a namespace, for a kubelet; removed with it. */
export function groupOf(name: string): string {
  return `akrobateo-${name}`;
}

/** Namespaces of network, processes and mounts of their own; they and everything in them end with the test run. */
export class Namespace {
  readonly name: string;
  readonly #launcher: Launcher;
  readonly #pid: string;

  private constructor(launcher: Launcher, name: string, pid: string) {
    this.#launcher = launcher;
    this.name = name;
    this.#pid = pid;
  }

  static async open(launcher: Launcher, name: string): Promise<Namespace> {
    const file = join(launcher.folder, `${name}.pid`);
    const readPid = async () => {
      const pid = (await readFile(file, 'utf8')).trim();
      if (pid === '') throw new Error('no process yet');
      return pid;
    };
    const script = (name: string) => join(import.meta.dirname, name);
    const args = [script('namespace.sh'), groupOf(name), script('init.sh'), file];
    await launcher.start({ name, command: '/bin/sh', args }, readPid);
    return new Namespace(launcher, name, await readPid());
  }

  /** What `ip link ... netns` takes. */
  get id(): string {
    return this.#pid;
  }

  /** Arguments of nsenter that lead into the network alone. */
  get networkOnly(): string[] {
    return [`--target=${this.#pid}`, '--net'];
  }

  /** Runs a command to its end; what it prints. */
  async run(command: string, ...args: string[]): Promise<string> {
    const { stdout } = await run('nsenter', [...this.#everything, command, ...args], { env: this.#env });
    return stdout;
  }

  /** Starts a program that runs until the end, and waits until `isReady` no longer throws. */
  async start(name: string, args: readonly string[], isReady: () => Promise<unknown>): Promise<void> {
    const program = { name: `${this.name}-${name}`, command: 'nsenter', env: { PATH: programPath } };
    await this.#launcher.start({ ...program, args: [...this.#everything, name, ...args] }, isReady);
  }

  get #everything(): string[] {
    return [`--target=${this.#pid}`, '--net', '--pid', '--mount'];
  }

  get #env(): NodeJS.ProcessEnv {
    return { ...process.env, PATH: programPath };
  }
}
