/** How a finding is judged. `unknown`: you may not read what it needs. */
export type Level = 'ok' | 'warning' | 'problem' | 'unknown';

/** One line of the report, without full stops. */
export interface Finding {
  readonly level: Level;
  readonly what: string;
  /** What to do; null: nothing. */
  readonly todo: string | null;
}

export function ok(what: string): Finding {
  return { level: 'ok', what, todo: null };
}

export function warning(what: string, todo: string): Finding {
  return { level: 'warning', what, todo };
}

export function problem(what: string, todo: string): Finding {
  return { level: 'problem', what, todo };
}

const SHOWN = 3;

/** `n1, n2, n3 and 97 more`: each name once, in order. */
export function namesText(names: readonly string[]): string {
  const unique = [...new Set(names)].sort();
  const more = unique.length > SHOWN ? ` and ${unique.length - SHOWN} more` : '';
  return `${unique.slice(0, SHOWN).join(', ')}${more}`;
}

/** `1 pod`, `2 pods`. */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
