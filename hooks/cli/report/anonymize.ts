import { isRecord } from '../../kubernetes/parsed.ts';
import { readObject, replacementsIn } from './replacements.ts';
import { LABELS, LEFT_OUT, VERBATIM } from './vocabulary.ts';

function rewritten(value: unknown, key: string, replace: (text: string) => string): unknown {
  if (VERBATIM.includes(key)) return value;
  if (typeof value === 'string') {
    const text = replace(value);
    const parsed = text.startsWith('{') ? readObject(value) : undefined;
    return parsed === undefined ? text : JSON.stringify(rewritten(parsed, key, replace));
  }
  if (Array.isArray(value)) return value.map((item: unknown) => rewritten(item, `${key}[]`, replace));
  if (!isRecord(value)) return value;
  const fields = Object.entries(value).filter(([name]) => !LEFT_OUT.includes(name));
  return Object.fromEntries(
    fields.map(([name, part]) => [
      LABELS.includes(key) ? replace(name) : name,
      rewritten(part, name, replace),
    ]),
  );
}

/**
 * A value of Kubernetes objects and variables with other names, addresses, uids and labels: the same one everywhere, also in
 * texts. What no hook reads and may have anything in it is left out.
 */
export function anonymized<T>(value: T): T {
  return rewritten(value, '', replacementsIn(value)) as T;
}
