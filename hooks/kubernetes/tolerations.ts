import { listItems, parseEach } from './parsed.ts';
import type { Parsed } from './parsed.ts';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;

/** A toleration as a pod spec takes it (V1Toleration); an absent effect tolerates every effect. */
export interface Toleration {
  readonly key?: string;
  readonly operator: 'Exists' | 'Equal';
  readonly value?: string;
  readonly effect?: (typeof EFFECTS)[number];
  readonly tolerationSeconds?: number;
}

const TAINT =
  /^(?<key>[A-Za-z0-9](?:[-\w./]{0,314}[A-Za-z0-9])?)(?:=(?<value>[-\w.]{0,63}))?(?::(?<effect>\w+))?$/;

function parseTaint(text: string): Parsed<Toleration> {
  const { key, value, effect } = TAINT.exec(text)?.groups ?? {};
  const known = EFFECTS.find((name) => name === effect);
  if (key === undefined || (effect !== undefined && known === undefined)) {
    return {
      fault: `has "${text}", which is no toleration like key=value:NoSchedule, key:NoExecute or * (effects: ${EFFECTS.join(', ')})`,
    };
  }
  const rest = known === undefined ? {} : { effect: known };
  return { value: value ? { key, operator: 'Equal', value, ...rest } : { key, operator: 'Exists', ...rest } };
}

function isText(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.length <= 317);
}

const FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  key: isText,
  value: isText,
  operator: (value) => value === undefined || value === 'Exists' || value === 'Equal',
  effect: (value) => value === undefined || value === '' || EFFECTS.some((effect) => effect === value),
  tolerationSeconds: (value) => value === undefined || Number.isSafeInteger(value),
};

function isToleration(value: unknown): value is Partial<Toleration> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return entries.every(
    ([field, content]) => Object.hasOwn(FIELDS, field) && FIELDS[field]?.(content) === true,
  );
}

// The API server refuses a value beside Exists, a missing key beside Equal and seconds beside other effects than NoExecute.
function isConsistent({ key, operator, value, effect, tolerationSeconds }: Partial<Toleration>): boolean {
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') return false;
  return operator === 'Exists' ? !value : Boolean(key);
}

function parseJson(text: string): Parsed<Toleration[]> {
  const fault = `is no JSON array of tolerations like [{"key":"role","operator":"Equal","value":"edge","effect":"NoSchedule"}]`;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { fault };
  }
  if (!Array.isArray(parsed) || !parsed.every(isToleration) || !parsed.every(isConsistent)) return { fault };
  return { value: parsed.map(withoutEmpty) };
}

// Empty strings mean "not given" to the API server, which drops them: answered back they would be an update without end.
function withoutEmpty({ operator = 'Equal', ...rest }: Partial<Toleration>): Toleration {
  return { ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== '')), operator };
}

/** `key=value:Effect,key2:Effect`, `*` for every taint, or a JSON array as in a pod spec. */
export function parseTolerations(text: string): Parsed<Toleration[]> {
  if (text.trim() === '*') return { value: [{ operator: 'Exists' }] };
  if (text.trim().startsWith('[')) return parseJson(text);
  return parseEach(listItems(text), parseTaint);
}
