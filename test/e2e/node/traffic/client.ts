import { strict as assert } from 'node:assert';
import { join } from 'node:path';

import type { Question } from '../../../framework/network/worker/ask.ts';
import { forkWorker } from '../../../framework/network/worker.ts';
import type { Worker } from '../../../framework/network/worker.ts';
import { eventually } from '../../../framework/processes/eventually.ts';
import type { Namespace } from '../cluster/namespace.ts';
import type { Actions } from './caller.ts';
import type { CallOptions, Tally } from './steady.ts';

/** What to call. */
export interface Target extends Question {
  readonly protocol: 'TCP' | 'UDP';
}

/** Which pod has answered, and the address of the caller that it saw. */
export interface Answer {
  readonly backend: string;
  readonly caller: string;
}

/** A client outside the cluster. */
export class Client {
  readonly #worker: Worker<Actions>;

  constructor(namespace: Namespace) {
    this.#worker = forkWorker(join(import.meta.dirname, 'caller.ts'), namespace.networkOnly);
  }

  close(): void {
    if (this.#worker.process.connected) this.#worker.process.disconnect();
  }

  /** @throws {Error} with the system's code (`ECONNREFUSED`) or `timeout` */
  async call(target: Target, timeout = 2000): Promise<Answer> {
    const reply = await this.#worker.call('ask', { ...target, timeout });
    const [backend = '', caller] = reply.split(' ');
    if (caller === undefined) throw new Error(reply);
    return { backend, caller };
  }

  /** Waits until a call is answered. */
  async reaches(target: Target, timeout = 30_000): Promise<Answer> {
    const { protocol, address, port } = target;
    const what = `${address}:${port}/${protocol} did not answer`;
    return eventually(() => this.call(target), { timeout, what });
  }

  /** Waits until calls fail with this message: `timeout`, or the code of an error. */
  async refused(target: Target, message: string | RegExp, timeout = 30_000): Promise<void> {
    const { protocol, address, port } = target;
    const isRefused = () => assert.rejects(this.call(target, 1000), { message });
    await eventually(isRefused, { timeout, what: `${address}:${port}/${protocol} was not refused` });
  }

  /** Calls repeatedly until the result is called. */
  async callSteadily(target: Target, options: CallOptions): Promise<() => Promise<Tally>> {
    const index = await this.#worker.call('callSteadily', { target, options });
    return async () => {
      const tally = await this.#worker.call('stopCalling', index);
      assert.ok(tally);
      return tally;
    };
  }
}
