import { PREFIX } from './keys.ts';
import { isLabelKey, isLabelValue, isSubdomain } from './labels.ts';
import { isRecord, listItems, parseJson } from './parsed.ts';
import type { Parsed } from './parsed.ts';

/** Labels or annotations of a pod. */
type TextMap = Readonly<Record<string, string>>;

/** The API server takes 256 KiB of annotations. The workload has to fit into one of them, together with its ruleset. */
const MAX_TEXT = 16_384;

const OWN_LABELS = ['app.kubernetes.io/component', 'app.kubernetes.io/managed-by', 'app.kubernetes.io/name'];

type Check = (key: string, value: string) => string | undefined;

function isTextMap(value: unknown): value is TextMap {
  return isRecord(value) && Object.values(value).every((text) => typeof text === 'string');
}

function parseMap(check: Check): (text: string) => Parsed<TextMap> {
  return (text) => {
    if (text.length > MAX_TEXT)
      return { fault: `has ${text.length} characters; at most ${MAX_TEXT} are allowed` };
    const value = parseJson(text);
    if (!isTextMap(value))
      return { fault: 'is not a JSON object with texts like {"example.org/team":"edge"}' };
    const [fault] = Object.entries(value).flatMap(([key, item]) => check(key, item) ?? []);
    return fault === undefined ? { value } : { fault };
  };
}

function labelFault(key: string, value: string): string | undefined {
  if (!isLabelKey(key)) return `has the key "${key}", which is not a key of a label like example.org/team`;
  if (key.startsWith(PREFIX) || OWN_LABELS.includes(key))
    return `has the key "${key}", which the hook itself sets: leave it out`;
  if (isLabelValue(value)) return undefined;
  return `has "${value}" for ${key}, which is not a value of a label: at most 63 letters, digits, "-", "_" or ".", like edge`;
}

// The API server takes capital letters before the `/` of an annotation's key.
function annotationFault(key: string): string | undefined {
  if (isLabelKey(key.toLowerCase())) return undefined;
  return `has the key "${key}", which is not a key of an annotation like example.org/team`;
}

/** Labels for pods, as JSON. Those of our own cannot be among them. */
export const parseLabels = parseMap(labelFault);

/** Annotations for pods, as JSON. */
export const parseAnnotations = parseMap(annotationFault);

const MAX_SECRETS = 16;

/** Names of Secrets, `registry,mirror`, each once: with two of a name the API server refuses a server-side apply. */
export function parseSecretNames(text: string): Parsed<{ readonly name: string }[]> {
  const names = listItems(text);
  if (names.length > MAX_SECRETS)
    return { fault: `has ${names.length} names; at most ${MAX_SECRETS} are allowed` };
  const wrong = names.find((name) => !isSubdomain(name));
  if (wrong !== undefined) return { fault: `has "${wrong}", which is not the name of a Secret` };
  return { value: [...new Set(names)].map((name) => ({ name })) };
}
