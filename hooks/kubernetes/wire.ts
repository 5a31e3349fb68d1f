/**
 * A Kubernetes type as it is on the wire. The client's types say Date where JSON has RFC 3339 text, and nothing says
 * that Go may send null for an absent list or map.
 */
export type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Wire<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Wire<T[Key]> }
      : T;

/** Milliseconds since the epoch of an RFC 3339 text; undefined when absent or unreadable. */
export function readTime(text: string | null | undefined): number | undefined {
  if (!text) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
