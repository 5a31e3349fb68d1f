import { isTime } from '../world/moment.ts';

/** Moves every time in a value, so that a recorded request is of the present. */
export function moved<T>(value: T, milliseconds: number): T {
  const text = JSON.stringify(value, (_key, part: unknown) =>
    isTime(part) ? new Date(Date.parse(part) + milliseconds).toISOString() : part,
  );
  return JSON.parse(text) as T;
}
