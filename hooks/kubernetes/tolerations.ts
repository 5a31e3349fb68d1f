import { isLabelKey, isLabelValue } from './labels.ts';
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

/** A toleration as a person or the API server writes it. */
type WrittenToleration = { readonly [Field in keyof Toleration]?: string | number | null };

/**
 * A toleration as Kubernetes writes it, its fields in a fixed order. The API server drops empty fields, so an answer with one
 * would be an update in each sync.
 */
export function readToleration(observed: WrittenToleration): Toleration {
  const { key, operator, value, effect, tolerationSeconds } = observed;
  const known = EFFECTS.find((name) => name === effect);
  return {
    ...(key ? { key: String(key) } : {}),
    operator: operator === 'Exists' ? 'Exists' : 'Equal',
    ...(value ? { value: String(value) } : {}),
    ...(known === undefined ? {} : { effect: known }),
    ...(tolerationSeconds == null ? {} : { tolerationSeconds: Number(tolerationSeconds) }),
  };
}

/** As the CustomResourceDefinition of the ServiceExposure allows. */
const MAX_TOLERATIONS = 64;

const TAINT = new RegExp(`^([-\\w./]+)(?:=([-\\w.]*))?(?::(${EFFECTS.join('|')}))?$`);

/** `key=` names the empty value, as kubectl taint does; `key` any value. */
function readTaint(text: string): Toleration | undefined {
  const [match, key = '', value, effect = ''] = TAINT.exec(text) ?? [];
  if (match === undefined || !isLabelKey(key) || !isLabelValue(value ?? '')) return undefined;
  return readToleration({
    key,
    operator: value === undefined ? 'Exists' : 'Equal',
    value: value ?? '',
    effect,
  });
}

function parseTaint(text: string): Parsed<Toleration> {
  const value = readTaint(text);
  if (value !== undefined) return { value };
  const example = 'key=value:NoSchedule, key:NoExecute or *';
  return {
    fault: `has "${text}", which is not a toleration like ${example} (effects: ${EFFECTS.join(', ')})`,
  };
}

/** A text that is empty, which is the same as absent, or passes the check. */
function optional(check: (text: string) => boolean): (value: unknown) => boolean {
  return (value) => value === '' || (typeof value === 'string' && check(value));
}

/** The operators Lt and Gt are missing, because Kubernetes takes them only behind a feature gate (KEP-5471). */
const FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  key: optional(isLabelKey),
  value: optional(isLabelValue),
  operator: optional((text) => text === 'Exists' || text === 'Equal'),
  effect: optional((text) => EFFECTS.some((effect) => effect === text)),
  tolerationSeconds: (value) => Number.isSafeInteger(value),
};

function isToleration(value: unknown): value is WrittenToleration {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([field, content]) => Object.hasOwn(FIELDS, field) && (content === null || FIELDS[field]?.(content)),
  );
}

// The API server refuses a value with Exists, a missing key with Equal, and seconds with another effect than NoExecute.
function isConsistent({ key, operator, value, effect, tolerationSeconds }: WrittenToleration): boolean {
  if (tolerationSeconds != null && effect !== 'NoExecute') return false;
  return operator === 'Exists' ? !value : Boolean(key);
}

function tooMany(count: number): { fault: string } {
  return { fault: `has ${count} tolerations; at most ${MAX_TOLERATIONS} are allowed` };
}

function parseJson(text: string): Parsed<Toleration[]> {
  const fault = `is not a JSON array of tolerations like [{"key":"role","operator":"Equal","value":"edge","effect":"NoSchedule"}]`;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { fault };
  }
  if (Array.isArray(parsed) && parsed.length > MAX_TOLERATIONS) return tooMany(parsed.length);
  if (!Array.isArray(parsed) || !parsed.every(isToleration) || !parsed.every(isConsistent)) return { fault };
  return { value: parsed.map(readToleration) };
}

/** `key=value:Effect,key2:Effect`, `*` for every taint, or a JSON array as in a pod spec. */
export function parseTolerations(text: string): Parsed<Toleration[]> {
  if (text.trim() === '*') return { value: [{ operator: 'Exists' }] };
  if (text.trim().startsWith('[')) return parseJson(text);
  const taints = listItems(text);
  return taints.length > MAX_TOLERATIONS ? tooMany(taints.length) : parseEach(taints, parseTaint);
}
