import type { Finding } from './finding.ts';
import type { Observed } from './observed.ts';

/** What is judged under one title. It runs only if everything that it needs could be read. */
export interface Check {
  readonly title: string;
  readonly needs: readonly (keyof Observed)[];
  /** @param now milliseconds since the epoch */
  readonly find: (observed: Observed, now: number) => readonly Finding[];
}

/** A check, of which the compiler knows that it reads no more than it needs. */
export function check<const Key extends keyof Observed>(
  title: string,
  needs: readonly Key[],
  find: (observed: Pick<Observed, Key>, now: number) => readonly Finding[],
): Check {
  return { title, needs, find };
}
