import type { Parsed } from './parsed.ts';

/** One of the given words, exactly as spelled. */
export function parseChoice<const T extends string>(choices: readonly T[]): (text: string) => Parsed<T> {
  return (text) => {
    const value = choices.find((choice) => choice === text);
    return value === undefined ? { fault: `is none of ${choices.join(', ')}` } : { value };
  };
}

const parseBooleanWord = parseChoice(['true', 'false']);

/** `true` or `false`. */
export function parseBoolean(text: string): Parsed<boolean> {
  const word = parseBooleanWord(text);
  return 'fault' in word ? word : { value: word.value === 'true' };
}

/** A whole number in [min, max], in plain decimal digits. */
export function parseInteger(min: number, max: number): (text: string) => Parsed<number> {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    return value >= min && value <= max ? { value } : { fault: `is no whole number from ${min} to ${max}` };
  };
}
