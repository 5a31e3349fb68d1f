/** What reading a text gave: a value, or one sentence for the person who wrote the text (what is wrong and what would be right). */
export type Parsed<T> = { readonly value: T } | { readonly fault: string };

/** The items of a list text: split at commas, trimmed, empty ones dropped (a trailing comma is no fault). */
export function listItems(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** Reads each item; the first fault is the whole list's fault. */
export function parseEach<T>(items: readonly string[], parse: (item: string) => Parsed<T>): Parsed<T[]> {
  const values: T[] = [];
  for (const item of items) {
    const parsed = parse(item);
    if ('fault' in parsed) return parsed;
    values.push(parsed.value);
  }
  return { value: values };
}

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

/** JSON, or undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
