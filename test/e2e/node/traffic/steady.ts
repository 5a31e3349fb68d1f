import { setTimeout as sleep } from 'node:timers/promises';

import { ask, Flow } from '../../../framework/network/worker/ask.ts';
import type { Question, Reply } from '../../../framework/network/worker/ask.ts';

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
  readonly #target: Question;
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

  constructor(target: Question, options: CallOptions) {
    this.#target = target;
    this.#finished = options.oneSocket === true ? this.#flow(options) : this.#calls(options);
  }

  /** Waits for the calls that were made. */
  async stop(): Promise<Tally> {
    this.#stopped = true;
    await this.#finished;
    await Promise.all(this.#pending);
    return this.#tally;
  }

  async #calls({ every }: CallOptions): Promise<void> {
    while (!this.#stopped) {
      const call = this.#count(ask({ ...this.#target, timeout: 2000 }));
      this.#pending.add(call);
      void call.finally(() => this.#pending.delete(call));
      await sleep(every);
    }
  }

  async #flow({ every }: CallOptions): Promise<void> {
    const flow = await Flow.open(this.#target);
    while (!this.#stopped) {
      await this.#count(flow.ask(500));
      await sleep(every);
    }
    flow.close();
  }

  async #count(reply: Promise<Reply>): Promise<void> {
    const start = Date.now();
    const tally = this.#tally;
    tally.made += 1;
    const [backend = '', caller] = (await reply).split(' ');
    const times = caller === undefined ? tally.errors : tally.backends;
    times[backend] = (times[backend] ?? 0) + 1;
    if (caller !== undefined) {
      if (Date.now() - start > 900) tally.slow += 1;
      return;
    }
    tally.failed += 1;
    tally.firstFailure ||= start;
    tally.lastFailure = start;
  }
}
