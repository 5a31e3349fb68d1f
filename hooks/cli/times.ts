import { isRecord } from '../kubernetes/parsed.ts';
import { readTime } from '../kubernetes/wire.ts';

/** Whether a text is a time as Kubernetes writes it. */
function isTime(value: unknown): value is string {
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

/** How many seconds may be between two times that count as the same. */
const TOLERANCE = 10;

/** The seconds of a time, or until the next sync; NaN of anything else. */
function secondsOf(value: unknown, key: string): number {
  if (isTime(value)) return Date.parse(value) / 1000;
  return key === 'resyncAfterSeconds' ? Number(value) : NaN;
}

/**
 * What was answered, in the form of what was expected: fields are in its order, which has no meaning, and times that are near
 * its times are these.
 */
export function alike(expected: unknown, answered: unknown, key = ''): unknown {
  if (Array.isArray(answered)) {
    const items: unknown[] = Array.isArray(expected) ? expected : [];
    return answered.map((item: unknown, index) => alike(items[index], item));
  }
  if (isRecord(answered)) {
    const fields = isRecord(expected) ? expected : {};
    const names = Object.keys({ ...fields, ...answered }).filter((name) => name in answered);
    return Object.fromEntries(names.map((name) => [name, alike(fields[name], answered[name], name)]));
  }
  const distance = Math.abs(secondsOf(expected, key) - secondsOf(answered, key));
  return distance <= TOLERANCE ? expected : answered;
}
