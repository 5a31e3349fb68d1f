import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { eventually } from './eventually.ts';
import { startProcess } from './process.ts';
import type { Process } from './process.ts';

/** Starts programs that keep their state and logs in one temporary folder, and takes them all down. */
export class Launcher {
  /** Absolute; removed by `discard`. */
  readonly folder: string;
  readonly #processes: Process[] = [];

  constructor(name: string) {
    this.folder = mkdtempSync(join(tmpdir(), `akrobateo-e2e-${name}-`));
  }

  /** Starts a program and waits until `isReady` no longer throws; a program that ends meanwhile is an error. */
  async start(
    program: { name: string; command: string; args: readonly string[]; env?: Record<string, string> },
    isReady: () => Promise<unknown>,
  ): Promise<Process> {
    const started = startProcess({ ...program, logFile: join(this.folder, `${program.name}.log`) });
    this.#processes.push(started);
    await eventually(
      async () => {
        const failure = started.failure();
        if (failure === undefined) await isReady();
        return failure;
      },
      { timeout: 60_000, what: `${program.name} was not ready (log ${this.folder}/${program.name}.log)` },
    ).then((failure) => {
      if (failure !== undefined) throw new Error(failure);
    });
    return started;
  }

  /** Last started, first stopped. */
  async stop(): Promise<void> {
    for (const started of this.#processes.reverse()) await started.stop();
  }

  /** Removes state and logs. */
  discard(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
