import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { eventually } from './eventually.ts';
import { locate, programPath } from './programs.ts';

const supervisor = join(import.meta.dirname, 'supervisor.sh');

/** A program that runs until the end. `env` is added to our environment. */
export interface Program {
  /** Of its log, and where it is looked for if there is no `command`. */
  readonly name: string;
  readonly command?: string;
  readonly args: readonly string[];
  readonly env?: Record<string, string>;
}

/** A program that was started, in its own process group. */
export interface Process {
  /** Why it is not running, with the end of its log; undefined while it runs. */
  failure(): string | undefined;
  /** Resolves when it has ended. */
  stop(): Promise<void>;
  /** Kills it, and resolves when it has ended. */
  kill(): Promise<void>;
}

/** What a launcher has started. */
export interface Launched {
  /** State and logs. */
  readonly folder: string;
  /** Stops everything; keeps state and logs, and prints where, if the run failed. */
  readonly stop: (failed: boolean) => Promise<void>;
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has ended already.
  }
}

/** Starts a program; it is stopped at the latest when the test run ends, also if that is killed. */
function startProcess(
  { name, command = locate(name) ?? name, args, env }: Program,
  logFile: string,
): Process {
  const log = openSync(logFile, 'a');
  const child = spawn('/bin/sh', [supervisor, command, ...args], {
    detached: true,
    env: { ...process.env, PATH: programPath, ...env },
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  const ended = once(child, 'exit')
    .catch(() => undefined)
    .finally(() => {
      killGroup(child.pid);
    });
  return {
    failure: () => {
      const code = child.exitCode ?? child.signalCode;
      if (code === null) return undefined;
      const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-15);
      return `${name} ended with ${code}, log ${logFile}:\n${lines.join('\n')}`;
    },
    kill: async () => {
      killGroup(child.pid);
      await ended;
    },
    stop: async () => {
      child.stdin?.end();
      const force = setTimeout(killGroup, 15_000, child.pid);
      await ended;
      clearTimeout(force);
    },
  };
}

/** Starts programs that keep their state and logs in one temporary folder, and stops them all. */
export class Launcher {
  readonly folder: string;
  readonly #adapt: (program: Program) => Program;
  readonly #processes: Process[] = [];
  #stopped = false;

  /** @param adapt changes a program before it is started */
  constructor(name: string, adapt = (program: Program) => program) {
    this.folder = mkdtempSync(join(tmpdir(), `akrobateo-${name}-`));
    this.#adapt = adapt;
  }

  /** The log of a program. */
  logOf(name: string): string {
    return join(this.folder, `${name}.log`);
  }

  /**
   * Starts a program and waits until `isReady` no longer throws.
   * @throws {Error} if the program ends before that, or is not ready after a minute
   */
  async start(program: Program, isReady: () => Promise<unknown>): Promise<Process> {
    if (this.#stopped) throw new Error('interrupted');
    const log = this.logOf(program.name);
    const started = startProcess(this.#adapt(program), log);
    this.#processes.push(started);
    const failure = await eventually(
      async () => {
        const ended = started.failure();
        if (ended === undefined) await isReady();
        return ended;
      },
      { what: `${program.name} was not ready (log ${log})` },
    );
    if (failure !== undefined) throw new Error(failure);
    return started;
  }

  /** Stops all programs, the last one first, and those that would still be started. */
  async stop(failed: boolean): Promise<void> {
    this.#stopped = true;
    for (const started of this.#processes.reverse()) await started.stop();
    if (failed) console.error(`state and logs are kept in ${this.folder}`);
    else rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Starts what belongs together. If a part fails, the others are stopped again. */
export async function launch<T extends object>(
  launcher: Launcher,
  start: () => Promise<T>,
): Promise<T & Launched> {
  try {
    const stop = (failed: boolean) => launcher.stop(failed);
    return { ...(await start()), folder: launcher.folder, stop };
  } catch (error) {
    await launcher.stop(true);
    throw error;
  }
}
