import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';

import { eventually } from '../../framework/eventually.ts';
import type { Namespace } from '../lab/namespace.ts';
import type { Answer, Target } from './exchange.ts';
import type { Order, Report } from './protocol.ts';
import type { Manner, Tally } from './steady.ts';

type Unnumbered<T> = T extends unknown ? Omit<T, 'id'> : never;

/** Somebody outside the cluster. */
export class Client {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (report: Report) => void>();
  #lastId = 0;

  constructor(namespace: Namespace) {
    const caller = [process.execPath, '--import=tsx', join(import.meta.dirname, 'caller.ts')];
    // Detached: an interrupt from the keyboard is for the suite, which then disconnects.
    this.#process = spawn('nsenter', [...namespace.networkOnly, ...caller], {
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#process.on('message', (report: Report) => {
      this.#waiting.get(report.id)?.(report);
      this.#waiting.delete(report.id);
    });
  }

  close(): void {
    if (this.#process.connected) this.#process.disconnect();
  }

  /** @throws {Error} with the system's code (`ECONNREFUSED`) or `timeout` */
  async call(target: Target, timeout = 2000): Promise<Answer> {
    const { answer, error } = await this.#order({ what: 'once', target, timeout });
    if (answer === undefined) throw new Error(error);
    return answer;
  }

  /** Why a call is not answered. */
  async failure(target: Target): Promise<string> {
    const { answer, error } = await this.#order({ what: 'once', target, timeout: 1000 });
    return error ?? `answered by ${answer?.backend ?? '?'}`;
  }

  /** Waits until a call is answered. */
  async reaches(target: Target, timeout = 30_000): Promise<Answer> {
    const { protocol, address, port } = target;
    const what = `${address}:${port}/${protocol} did not answer`;
    return eventually(() => this.call(target), { timeout, what });
  }

  /** Waits until calls fail in one of these ways. */
  async refused(target: Target, ways: readonly string[], timeout = 30_000): Promise<void> {
    const { protocol, address, port } = target;
    const isRefused = async () => {
      const failure = await this.failure(target);
      assert.ok(ways.includes(failure), failure);
    };
    await eventually(isRefused, { timeout, what: `${address}:${port}/${protocol} was not refused` });
  }

  /** Begins to call on and on; what is returned ends it. */
  async callSteadily(target: Target, manner: Manner): Promise<() => Promise<Tally>> {
    const started = this.#lastId + 1;
    await this.#order({ what: 'start', target, manner });
    return async () => {
      const { tally, error } = await this.#order({ what: 'stop', started });
      if (tally === undefined) throw new Error(error);
      return tally;
    };
  }

  async #order(order: Unnumbered<Order>): Promise<Report> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#process.send({ ...order, id });
    });
  }
}
