import type { Outcome } from './outcome.ts';

/**
 * Longer than the 30 minutes after which Metacontroller syncs everything again: what was not synced since has been deleted.
 * No hook is called for that.
 */
const KEPT_MILLISECONDS = 60 * 60 * 1000;

/** More than any cluster has. If there are more, the oldest entry is dropped. */
const MAX_ENTRIES = 50_000;

/** The last outcome of every object, which metrics count. */
export class Ledger {
  /** In order of age, the oldest first. */
  readonly #entries = new Map<string, { readonly outcome: Outcome; readonly at: number }>();
  readonly #now: () => number;

  /** @param now gives milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes an outcome in place of the last one of that object. */
  record(outcome: Outcome): void {
    const key = `${outcome.kind} ${outcome.name}`;
    // Without this, the entry would keep its place among the older ones.
    this.#entries.delete(key);
    if (outcome.reason === 'Released') return;
    this.#entries.set(key, { outcome, at: this.#now() });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > MAX_ENTRIES && oldest !== undefined) this.#entries.delete(oldest);
  }

  /** The last outcomes of a kind. */
  outcomes(kind: Outcome['kind']): Outcome[] {
    const oldest = this.#now() - KEPT_MILLISECONDS;
    for (const [key, { at }] of this.#entries) {
      if (at >= oldest) break;
      this.#entries.delete(key);
    }
    return [...this.#entries.values()]
      .map(({ outcome }) => outcome)
      .filter((outcome) => outcome.kind === kind);
  }
}
