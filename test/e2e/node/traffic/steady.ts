import { setTimeout as sleep } from 'node:timers/promises';

import { ask, exchange, openSocket } from './exchange.ts';
import type { Answer, Target } from './exchange.ts';

/** The results of all calls of one steady caller. */
export interface Tally {
  made: number;
  failed: number;
  /** Answered, but not within 900 ms: a packet was lost on the way. */
  slow: number;
  /** How often each error happened. */
  errors: Record<string, number>;
  /** How often each pod has answered. */
  backends: Record<string, number>;
  /** When the first and the last of the failed calls were made, in milliseconds since the epoch; 0 if none failed. */
  firstFailure: number;
  lastFailure: number;
}

/** How long calls have failed, in milliseconds. */
export function outageOf({ firstFailure, lastFailure }: Tally): number {
  return lastFailure - firstFailure;
}

/** How to call: `oneSocket` sends all datagrams from one port, as one flow. */
export interface CallOptions {
  /** Milliseconds from call to call. */
  every: number;
  oneSocket?: boolean;
}

/** Calls a target repeatedly until it is stopped. */
export class SteadyCaller {
  readonly #target: Target;
  readonly #tally: Tally = {
    made: 0,
    failed: 0,
    slow: 0,
    errors: {},
    backends: {},
    firstFailure: 0,
    lastFailure: 0,
  };
  readonly #pending = new Set<Promise<void>>();
  readonly #finished: Promise<void>;
  #stopped = false;

  constructor(target: Target, options: CallOptions) {
    this.#target = target;
    this.#finished = options.oneSocket === true ? this.#flow(options) : this.#calls(options);
  }

  /** Waits for what is under way. */
  async stop(): Promise<Tally> {
    this.#stopped = true;
    await this.#finished;
    await Promise.all(this.#pending);
    return this.#tally;
  }

  async #calls({ every }: CallOptions): Promise<void> {
    while (!this.#stopped) {
      const call = this.#count(exchange(this.#target));
      this.#pending.add(call);
      void call.finally(() => this.#pending.delete(call));
      await sleep(every);
    }
  }

  async #flow({ every }: CallOptions): Promise<void> {
    const socket = await openSocket(this.#target.from);
    while (!this.#stopped) {
      await this.#count(ask(socket, this.#target, 500));
      await sleep(every);
    }
    socket.close();
  }

  async #count(answer: Promise<Answer>): Promise<void> {
    const start = Date.now();
    this.#tally.made += 1;
    try {
      const { backend } = await answer;
      this.#tally.backends[backend] = (this.#tally.backends[backend] ?? 0) + 1;
      if (Date.now() - start > 900) this.#tally.slow += 1;
    } catch (error) {
      this.#fail(error as NodeJS.ErrnoException, start);
    }
  }

  #fail({ code, message }: NodeJS.ErrnoException, start: number): void {
    const name = code ?? message;
    this.#tally.failed += 1;
    this.#tally.errors[name] = (this.#tally.errors[name] ?? 0) + 1;
    this.#tally.firstFailure ||= start;
    this.#tally.lastFailure = start;
  }
}
