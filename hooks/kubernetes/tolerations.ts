import { Ajv } from 'ajv';
import { isLabelKey, isLabelValue } from './labels.ts';
import { listItems, parseEach, parseJson } from './parsed.ts';
import type { Parsed } from './parsed.ts';
import { toleration } from './pod-schema.ts';
import { desired, integer, list, text, word } from './schema.ts';
import type { TypeOf } from './schema.ts';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;

function isEffect(text: string | null | undefined): text is (typeof EFFECTS)[number] {
  return EFFECTS.some((effect) => effect === text);
}

/** A toleration as a pod spec takes it (V1Toleration); an absent effect tolerates every effect. */
export const TOLERATION = desired(
  { operator: word('Exists', 'Equal') },
  { key: text, value: text, effect: word(...EFFECTS), tolerationSeconds: integer },
);
export type Toleration = TypeOf<typeof TOLERATION>;

/** A toleration as a person or the API server writes it. An empty text is the same as an absent one. */
type WrittenToleration = TypeOf<typeof toleration>;

/**
 * A toleration as Kubernetes writes it, its fields in a fixed order. The API server drops empty fields, so an answer with one
 * would be an update in each sync.
 */
export function readToleration(written: WrittenToleration): Toleration {
  const { key, operator, value, effect, tolerationSeconds } = written;
  return {
    ...(key ? { key } : {}),
    operator: operator === 'Exists' ? 'Exists' : 'Equal',
    ...(value ? { value } : {}),
    ...(isEffect(effect) ? { effect } : {}),
    ...(tolerationSeconds == null ? {} : { tolerationSeconds }),
  };
}

/** As the CustomResourceDefinition of the ServiceExposure allows. */
const MAX_TOLERATIONS = 64;

const TAINT = new RegExp(`^([-\\w./]+)(?:=([-\\w.]*))?(?::(${EFFECTS.join('|')}))?$`);

/** `key=` names the empty value, as kubectl taint does; `key` any value. */
function parseTaint(text: string): Parsed<Toleration> {
  const [, key = '', value, effect = ''] = TAINT.exec(text) ?? [];
  if (isLabelKey(key) && isLabelValue(value ?? '')) {
    const operator = value === undefined ? 'Exists' : 'Equal';
    return { value: readToleration({ key, operator, value: value ?? '', effect }) };
  }
  const example = 'key=value:NoSchedule, key:NoExecute or *';
  return {
    fault: `has "${text}", which is not a toleration like ${example} (effects: ${EFFECTS.join(', ')})`,
  };
}

const areTolerations = new Ajv().compile<WrittenToleration[]>(
  list({ ...toleration, additionalProperties: false }),
);

// The operators Lt and Gt are missing, because Kubernetes takes them only behind a feature gate (KEP-5471).
function hasKnownWords({ key, operator, value, effect }: WrittenToleration): boolean {
  const isOperator = !operator || operator === 'Exists' || operator === 'Equal';
  return (
    isOperator && (!effect || isEffect(effect)) && (!key || isLabelKey(key)) && isLabelValue(value ?? '')
  );
}

// The API server refuses a value with Exists, a missing key with Equal, and seconds with another effect than NoExecute.
function isConsistent({ key, operator, value, effect, tolerationSeconds }: WrittenToleration): boolean {
  const isTimed = tolerationSeconds != null;
  if (isTimed && (effect !== 'NoExecute' || !Number.isSafeInteger(tolerationSeconds))) return false;
  return operator === 'Exists' ? !value : Boolean(key);
}

function tooMany(count: number): { fault: string } {
  return { fault: `has ${count} tolerations; at most ${MAX_TOLERATIONS} are allowed` };
}

function parseArray(text: string): Parsed<Toleration[]> {
  const given = parseJson(text);
  if (Array.isArray(given) && given.length > MAX_TOLERATIONS) return tooMany(given.length);
  if (areTolerations(given) && given.every((each) => hasKnownWords(each) && isConsistent(each)))
    return { value: given.map(readToleration) };
  return {
    fault: `is not a JSON array of tolerations like [{"key":"role","operator":"Equal","value":"edge","effect":"NoSchedule"}]`,
  };
}

/** `key=value:Effect,key2:Effect`, `*` for every taint, or a JSON array as in a pod spec. */
export function parseTolerations(text: string): Parsed<Toleration[]> {
  if (text.trim() === '*') return { value: [{ operator: 'Exists' }] };
  if (text.trim().startsWith('[')) return parseArray(text);
  const taints = listItems(text);
  return taints.length > MAX_TOLERATIONS ? tooMany(taints.length) : parseEach(taints, parseTaint);
}
