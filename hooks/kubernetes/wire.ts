/**
 * A Kubernetes type as the API server sends it: times are RFC 3339 text, where the client's types say Date, and Go may
 * send null for anything that is optional.
 */
export type Observed<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Observed<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: undefined extends T[Key] ? Observed<T[Key]> | null : Observed<T[Key]> }
      : T;

/** A Kubernetes type as we write it: an absent field is left out and never null. */
export type Desired<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Desired<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Desired<T[Key]> }
      : T;

/** Milliseconds since the epoch of an RFC 3339 text; undefined if it is absent or cannot be read. */
export function readTime(text: string | null | undefined): number | undefined {
  if (!text) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * A time as the API server stores it, RFC 3339 in whole seconds: a finer one would differ from what comes back, and each
 * sync would write it again.
 * @param now milliseconds since the epoch
 */
export function timeText(now: number): string {
  return new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
}
