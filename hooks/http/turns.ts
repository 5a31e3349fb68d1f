import { setImmediate } from 'node:timers';

/** How long work may go on, in milliseconds, before the process has to hear of its callers again. */
const BUDGET = 10;

/**
 * Lets work be done in turns, and the process hear of its callers in between: who has given up meanwhile need not be
 * answered, and health is told while many wait. Small work does not wait.
 */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #spent = 0;

  /** Calls back when it is the caller's turn, at once if little was done so far. */
  take(work: () => void): void {
    if (this.#spent >= BUDGET) this.#waiting.push(work);
    else this.#do(work);
  }

  #do(work: () => void): void {
    const start = performance.now();
    // Twice, so that callers are heard in between.
    if (this.#spent === 0) setImmediate(() => setImmediate(this.#goOn));
    work();
    // Never 0, which stands for a turn in which nothing was done.
    this.#spent += Math.max(Number.EPSILON, performance.now() - start);
  }

  readonly #goOn = (): void => {
    this.#spent = 0;
    while (this.#spent < BUDGET) {
      const work = this.#waiting.shift();
      if (work === undefined) return;
      this.#do(work);
    }
  };
}
