import { join } from 'node:path';

import { freePort } from '../processes/free-port.ts';
import { get } from '../processes/http.ts';
import type { Launcher, Process } from '../processes/launcher.ts';
import { repository } from '../processes/paths.ts';

/** The hook under test, as built; can be stopped and started again on the same port. */
export class Hook {
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string;
  readonly #launcher: Launcher;
  #process: Process | undefined;

  private constructor(launcher: Launcher, origin: string) {
    this.#launcher = launcher;
    this.origin = origin;
  }

  /** @param env what differs from the hook's usual configuration */
  static async start(launcher: Launcher, env: Record<string, string> = {}): Promise<Hook> {
    const scheme = env['TLS_CERT'] === undefined ? 'http' : 'https';
    const hook = new Hook(launcher, `${scheme}://127.0.0.1:${await freePort()}`);
    await hook.start(env);
    return hook;
  }

  /** @param env what differs from the hook's usual configuration */
  async start(env: Record<string, string> = {}): Promise<void> {
    const { port } = new URL(this.origin);
    const usual = { HOST: '127.0.0.1', PORT: port, LOG_LEVEL: 'warn', METRICS_PORT: '0' };
    const program = { name: 'hook', command: process.execPath, args: [join(repository, 'dist/main.js')] };
    this.#process = await this.#launcher.start({ ...program, env: { ...usual, ...env } }, () =>
      get(`${this.origin}/readyz`),
    );
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
  }

  /** Ends it without a warning. */
  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  /** @param env as for `start` */
  async restart(env: Record<string, string> = {}): Promise<void> {
    await this.stop();
    await this.start(env);
  }
}
