import { isRecord } from '../../kubernetes/parsed.ts';
import { readObject, replacementsIn } from './replacements.ts';
import { LABELS, LEFT_OUT, NAMED, VERBATIM } from './vocabulary.ts';

/** Whether a text is a word of Kubernetes, as `Unschedulable`: names of objects have no capital letters. */
function isEnumerated(text: string, key: string, parent: string): boolean {
  return NAMED[key] === undefined && !LABELS.includes(parent) && /^[A-Z][A-Za-z]*$/.test(text);
}

/**
 * A value of Kubernetes objects and variables with other names, addresses, uids and labels: the same one everywhere, also in
 * texts. What no hook reads and may have anything in it is left out.
 */
export function anonymized<T>(value: T): T {
  const replace = replacementsIn(value);
  const rewritten = (part: unknown, key: string, parent: string): unknown => {
    if (VERBATIM.includes(key)) return part;
    if (typeof part === 'string') {
      if (isEnumerated(part, key, parent)) return part;
      const text = replace(part);
      const object = text.startsWith('{') ? readObject(part) : undefined;
      return object === undefined ? text : JSON.stringify(rewritten(object, key, parent));
    }
    if (Array.isArray(part)) return part.map((item: unknown) => rewritten(item, `${key}[]`, parent));
    if (!isRecord(part)) return part;
    const fields = Object.entries(part).filter(([name]) => !LEFT_OUT.includes(name));
    return Object.fromEntries(
      fields.map(([name, each]) => [LABELS.includes(key) ? replace(name) : name, rewritten(each, name, key)]),
    );
  };
  return rewritten(value, '', '') as T;
}
