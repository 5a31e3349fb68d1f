import { readTime } from '../kubernetes/wire.ts';

/** Whether a text is a time as Kubernetes writes it. */
export function isTime(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value);
}

/**
 * When something was observed, in milliseconds since the epoch: the newest time in it, and a second. deletionTimestamp
 * is in the future and does not count.
 */
export function momentOf(value: unknown, earliest = 0): number {
  let newest = earliest;
  JSON.stringify(value, (key, part: unknown) => {
    if (isTime(part) && key !== 'deletionTimestamp') newest = Math.max(newest, readTime(part) ?? 0);
    return part;
  });
  return newest + 1000;
}

/** Moves every time in a value, so that a recorded request is of the present. */
export function moved<T>(value: T, milliseconds: number): T {
  const text = JSON.stringify(value, (_key, part: unknown) =>
    isTime(part) ? new Date(Date.parse(part) + milliseconds).toISOString() : part,
  );
  return JSON.parse(text) as T;
}
