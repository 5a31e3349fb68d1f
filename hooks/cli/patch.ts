import { isRecord } from '../kubernetes/parsed.ts';

/** The item of a list that has the same name. */
export function namesake(list: unknown, item: unknown): unknown {
  if (!Array.isArray(list) || !isRecord(item) || item['name'] === undefined) return undefined;
  return list.find((other: unknown) => isRecord(other) && other['name'] === item['name']);
}

/**
 * Applies a patch.
 * 1. The fields of a map replace those of the base; null removes a field.
 * 2. A list replaces that of the base; an item with a name is a patch of the item with the same name.
 */
export function patched(base: unknown, patch: unknown): unknown {
  if (Array.isArray(patch)) return patch.map((item: unknown) => patched(namesake(base, item), item));
  if (!isRecord(patch)) return patch;
  const own = isRecord(base) ? base : {};
  const changes = Object.entries(patch).map(([key, value]) => [key, patched(own[key], value)] as const);
  const merged: Readonly<Record<string, unknown>> = { ...own, ...Object.fromEntries(changes) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

/** Labels or annotations after the changes of an answer; null removes one. */
export function patchedTexts(
  texts: Readonly<Record<string, string>> | null | undefined,
  changes: Readonly<Record<string, string | null>> = {},
): Record<string, string> {
  return patched(texts, changes) as Record<string, string>;
}
