import type { Group } from '../../../hooks/kubernetes/objects.ts';

/** Each object of a group changed, under the same keys. */
export function mapped<T, U>(group: Group<T> = {}, change: (object: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(group).map(([key, object]) => [key, change(object)]));
}
