import { setImmediate } from 'node:timers';

/** How long work may go on, in milliseconds, before the event loop has to yield. */
const BUDGET = 10;

/**
 * Makes a queue of work that lets the event loop yield: a caller who has given up meanwhile is noticed and needs no answer,
 * and /healthz is answered while many requests wait.
 * @returns a function that does work at once if little was done since the event loop yielded, or else queues it
 */
export function workQueue(): (work: () => void) => void {
  const waiting: (() => void)[] = [];
  let spent = 0;

  const perform = (work: () => void): void => {
    const start = performance.now();
    // Twice, so that the event loop polls its sockets in between.
    if (spent === 0) setImmediate(() => setImmediate(goOn));
    work();
    // Never 0, which means that nothing was done since the event loop yielded.
    spent += Math.max(Number.EPSILON, performance.now() - start);
  };

  const goOn = (): void => {
    spent = 0;
    while (spent < BUDGET) {
      const work = waiting.shift();
      if (work === undefined) return;
      perform(work);
    }
  };

  return (work) => {
    if (spent >= BUDGET) waiting.push(work);
    else perform(work);
  };
}
