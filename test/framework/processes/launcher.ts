import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { eventually } from './eventually.ts';
import { startProcess } from './process.ts';
import type { Process } from './process.ts';

/** A program that runs until the end. `env` is added to our environment. */
export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Record<string, string>;
}

/** What a launcher has started. */
export interface Launched {
  /** State and logs. */
  readonly folder: string;
  /** Stops everything; keeps state and logs, and prints where, if the run failed. */
  readonly stop: (failed: boolean) => Promise<void>;
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

  /**
   * Starts a program and waits until `isReady` no longer throws.
   * @throws {Error} if the program ends before that, or is not ready after a minute
   */
  async start(program: Program, isReady: () => Promise<unknown>): Promise<Process> {
    if (this.#stopped) throw new Error('interrupted');
    const logFile = join(this.folder, `${program.name}.log`);
    const started = startProcess({ ...this.#adapt(program), logFile });
    this.#processes.push(started);
    const failure = await eventually(
      async () => {
        const ended = started.failure();
        if (ended === undefined) await isReady();
        return ended;
      },
      { what: `${program.name} was not ready (log ${logFile})` },
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
