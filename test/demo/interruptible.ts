import { Launcher } from '../e2e/framework/launcher.ts';
import type { Process } from '../e2e/framework/process.ts';

/** Starts nothing any more once it was stopped: somebody may stop it while the programs are being started. */
export class InterruptibleLauncher extends Launcher {
  #stopped = false;

  override async start(...args: Parameters<Launcher['start']>): Promise<Process> {
    if (this.#stopped) throw new Error('interrupted');
    return super.start(...args);
  }

  override async stop(): Promise<void> {
    this.#stopped = true;
    await super.stop();
  }
}
