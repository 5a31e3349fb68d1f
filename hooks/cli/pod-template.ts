import { isRecord } from '../kubernetes/parsed.ts';

/** The item of a list that has the same name. */
export function namesake(list: unknown, item: unknown): unknown {
  if (!Array.isArray(list) || !isRecord(item) || item['name'] === undefined) return undefined;
  return list.find((other: unknown) => isRecord(other) && other['name'] === item['name']);
}

/**
 * Applies a patch, by the rules of test/fixtures/README.md.
 * 1. The fields of a map replace those of the base; null removes a field.
 * 2. A list replaces that of the base; an item with a name is a patch of the item with the same name.
 */
function patched(base: unknown, patch: unknown): unknown {
  if (Array.isArray(patch)) return patch.map((item: unknown) => patched(namesake(base, item), item));
  if (!isRecord(patch)) return patch;
  const own = isRecord(base) ? base : {};
  const changes = Object.entries(patch).map(([key, value]) => [key, patched(own[key], value)] as const);
  const merged: Readonly<Record<string, unknown>> = { ...own, ...Object.fromEntries(changes) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

/** The pod template of the first workload in a response. */
export function podTemplateIn(response: unknown): unknown {
  const { attachments = [] } = response as { attachments?: { spec?: { template?: unknown } }[] };
  return attachments.find(({ spec }) => spec?.template !== undefined)?.spec?.template;
}

/** The fixture that has the pod template of which a response contains only a patch: `{ "$base": "daemonset-exposed" }`. */
export function baseOf(response: unknown): string | undefined {
  const template = podTemplateIn(response);
  const base = isRecord(template) ? template['$base'] : undefined;
  return typeof base === 'string' ? base : undefined;
}

/** A response with complete pod templates. */
export function completed(response: unknown, base: unknown): unknown {
  const template = podTemplateIn(base);
  return JSON.parse(JSON.stringify(response), (_key, value: unknown) =>
    isRecord(value) && '$base' in value ? patched(template, { ...value, $base: null }) : value,
  );
}
