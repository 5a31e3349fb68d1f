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
