import { canonicalize, createTwoFilesPatch } from 'diff';

/** How many seconds may be between the recorded and the new answer. */
const TOLERANCE = 10;

/** A line of JSON with a time, or with the seconds until the next sync. */
const TIMED = /^( *"\w+": "|.*"resyncAfterSeconds": )(\d{4}-\d\d-\d\dT[\d:.]+Z|[\d.]+)("?,?)$/;

/** Whether two lines of JSON are the same but for times that are near each other. */
function isNear(expected: string, answered: string): boolean {
  const [, key, time = '', end] = TIMED.exec(expected) ?? [];
  const [, otherKey, otherTime = '', otherEnd] = TIMED.exec(answered) ?? [];
  const [seconds, otherSeconds] = [time, otherTime].map((text) =>
    text.includes('T') ? Date.parse(text) / 1000 : Number(text),
  );
  const distance = Math.abs((seconds ?? NaN) - (otherSeconds ?? NaN));
  return key !== undefined && key === otherKey && end === otherEnd && distance <= TOLERANCE;
}

// The order of keys has no meaning, but would be a difference in the text.
function linesOf(value: unknown): string[] {
  const sorted: unknown = canonicalize(value, null, null, (_key, part: unknown) => part);
  return `${JSON.stringify(sorted, null, 2)}\n`.split('\n');
}

/** The difference as a unified diff; null: none that has a meaning. */
export function differenceOf(expected: unknown, answered: unknown): string | null {
  const before = linesOf(expected);
  const after = linesOf(answered).map((line, index) => {
    const same = before[index] ?? '';
    return isNear(same, line) ? same : line;
  });
  const [old, changed] = [before.join('\n'), after.join('\n')];
  return old === changed ? null : createTwoFilesPatch('expected', 'answered', old, changed);
}
