/** JSON with the keys of all objects in order: two values that differ only in the order of keys have the same. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** Whether two JSON values are equal. The API server sends objects with their keys in another order than ours. */
export function isEqual(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}
