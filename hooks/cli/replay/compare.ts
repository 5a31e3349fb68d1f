import { createTwoFilesPatch } from 'diff';
import { isDeepStrictEqual } from 'node:util';
import { isTime } from '../world/moment.ts';

/** How many seconds may be between the recorded and the new answer. */
const TOLERANCE = 10;

type Json = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNear(expected: unknown, actual: unknown, key: string): boolean {
  if (key === 'resyncAfterSeconds' && typeof expected === 'number' && typeof actual === 'number') {
    return Math.abs(expected - actual) <= TOLERANCE;
  }
  if (!isTime(expected) || !isTime(actual)) return false;
  return Math.abs(Date.parse(expected) - Date.parse(actual)) <= TOLERANCE * 1000;
}

/** The new answer, with the expected time in place of each one that is near it. */
function settled(expected: unknown, actual: unknown, key = ''): unknown {
  if (isNear(expected, actual, key)) return expected;
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return actual.map((item: unknown, index) => settled(expected[index], item));
  }
  if (!isMap(expected) || !isMap(actual)) return actual;
  return Object.fromEntries(
    Object.entries(actual).map(([name, value]) => [name, settled(expected[name], value, name)]),
  );
}

// The order of keys has no meaning, but would be a difference in the text.
function inOrder(_key: string, value: unknown): unknown {
  return isMap(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
}

function lines(value: unknown): string {
  return `${JSON.stringify(value, inOrder, 2)}\n`;
}

/** The difference as a unified diff; undefined: none that has a meaning. */
export function differenceOf(expected: unknown, actual: unknown): string | undefined {
  const other = settled(expected, actual);
  if (isDeepStrictEqual(expected, other)) return undefined;
  return createTwoFilesPatch('expected', 'answered', lines(expected), lines(other));
}
