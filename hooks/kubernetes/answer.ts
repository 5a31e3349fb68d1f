/** The part of a sync answer that asks the engine for another sync. */
export interface Resync {
  readonly resyncAfterSeconds?: number;
}

/**
 * Requests another sync at the earliest of the times that are still to come.
 * @param times milliseconds since the epoch
 */
export function resyncAt(times: readonly number[], now: number): Resync {
  const coming = times.filter((time) => time > now);
  return coming.length > 0 ? { resyncAfterSeconds: Math.ceil(Math.min(...coming) - now) / 1000 } : {};
}
