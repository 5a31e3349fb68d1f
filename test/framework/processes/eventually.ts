import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds; `what` starts the error's message. */
export interface EventuallyOptions {
  timeout?: number;
  interval?: number;
  what?: string;
}

/**
 * Repeats a check until it no longer throws and returns its result.
 * @throws {Error} after `timeout` (60 s), with the last failure as cause and in its message
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  options: EventuallyOptions = {},
): Promise<T> {
  const { timeout = 60_000, interval = 150, what = 'the check did not pass' } = options;
  const deadline = performance.now() + timeout;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) {
        const last = error instanceof Error ? error.message : String(error);
        throw new Error(`${what} within ${timeout / 1000} s; last: ${last}`, { cause: error });
      }
    }
    await sleep(interval);
  }
}
