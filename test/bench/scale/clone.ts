/** An object under other names: every occurrence of a text, keys included, becomes another one. */
export function clone<T>(template: T, names: Readonly<Record<string, string>>): T {
  let text = JSON.stringify(template);
  for (const [from, to] of Object.entries(names)) text = text.replaceAll(from, to);
  return JSON.parse(text) as T;
}
