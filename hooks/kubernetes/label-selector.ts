import type { V1LabelSelector } from '@kubernetes/client-node';
import type { Observed } from './wire.ts';
import { isLabelKey, isLabelValue } from './labels.ts';
import { parseEach } from './parsed.ts';
import type { Parsed } from './parsed.ts';

/** A requirement as node affinity takes it (V1NodeSelectorRequirement). */
export interface NodeRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  readonly values?: readonly string[];
}

/** As the CustomResourceDefinition of the ServiceExposure allows. */
const MAX_REQUIREMENTS = 64;
const MAX_VALUES = 64;

/** Anything that may be a key or a value; it is checked afterwards. */
const WORD = String.raw`([-\w./]+)`;

type Requirement = (key: string, rest: string) => NodeRequirement;

const FORMS: readonly (readonly [RegExp, Requirement])[] = [
  [new RegExp(`^!\\s*${WORD}$`), (key) => ({ key, operator: 'DoesNotExist' })],
  [new RegExp(`^${WORD}$`), (key) => ({ key, operator: 'Exists' })],
  [
    new RegExp(`^${WORD}\\s*={1,2}\\s*([-\\w.]*)$`),
    (key, value) => ({ key, operator: 'In', values: [value] }),
  ],
  [
    new RegExp(`^${WORD}\\s*!=\\s*([-\\w.]*)$`),
    (key, value) => ({ key, operator: 'NotIn', values: [value] }),
  ],
  [
    new RegExp(`^${WORD}\\s+in\\s*\\(([^()]*)\\)$`),
    (key, list) => ({ key, operator: 'In', values: values(list) }),
  ],
  [
    new RegExp(`^${WORD}\\s+notin\\s*\\(([^()]*)\\)$`),
    (key, list) => ({ key, operator: 'NotIn', values: values(list) }),
  ],
  [new RegExp(`^${WORD}\\s*>\\s*(\\d+)$`), (key, bound) => ({ key, operator: 'Gt', values: [bound] })],
  [new RegExp(`^${WORD}\\s*<\\s*(\\d+)$`), (key, bound) => ({ key, operator: 'Lt', values: [bound] })],
];

// Too many are refused afterwards, so they are not sorted.
function values(list: string): string[] {
  const given = list.split(',');
  return given.length > MAX_VALUES ? given : [...new Set(given.map((value) => value.trim()))].sort();
}

/** The scheduler reads it as int64 (labels.NewRequirement); with a greater one, which the API server accepts, no node matches. */
function isBound(text: string): boolean {
  return BigInt(text) < 2n ** 63n;
}

function isAllowed({ key, operator, values: given = [] }: NodeRequirement): boolean {
  if (!isLabelKey(key) || given.length > MAX_VALUES || !given.every(isLabelValue)) return false;
  return (operator !== 'Gt' && operator !== 'Lt') || given.every(isBound);
}

function parseRequirement(text: string): Parsed<NodeRequirement> {
  for (const [form, requirement] of FORMS) {
    const match = form.exec(text);
    if (match === null) continue;
    const value = requirement(match[1] ?? '', match[2] ?? '');
    if (isAllowed(value)) return { value };
  }
  return {
    fault: `has "${text}", which is not a requirement like role=edge, zone in (a,b), zone!=a, gpu or !gpu`,
  };
}

/** The parts between commas that are not within parentheses. */
function requirementTexts(text: string): string[] {
  const parts = [''];
  let isInList = false;
  for (const character of text) {
    if (character === '(' || character === ')') isInList = character === '(';
    if (character === ',' && !isInList) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${character}`);
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** Label selector text as kubectl takes it, `role=edge,zone in (a,b),!gpu`; every requirement must hold. */
export function parseLabelSelector(text: string): Parsed<NodeRequirement[]> {
  const items = requirementTexts(text);
  if (items.length === 0) return { fault: 'is empty: name a label like role=edge, or remove the annotation' };
  if (items.length > MAX_REQUIREMENTS)
    return { fault: `has ${items.length} requirements; at most ${MAX_REQUIREMENTS} are allowed` };
  return parseEach(items, parseRequirement);
}

const OPERATORS: readonly NodeRequirement['operator'][] = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/** A LabelSelector as the requirements that it stands for, in order of key; one with an unknown operator matches nothing. */
export function requirementsOf(selector: Observed<V1LabelSelector> | null | undefined): NodeRequirement[] {
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([key, value]): NodeRequirement => ({
    key,
    operator: 'In',
    values: [value],
  }));
  const expressions = (selector?.matchExpressions ?? []).map(({ key, operator, values }): NodeRequirement => {
    const known = OPERATORS.find((candidate) => candidate === operator);
    if (known === undefined) return { key, operator: 'In', values: [] };
    return { key, operator: known, ...(values && values.length > 0 ? { values } : {}) };
  });
  return [...labels, ...expressions].sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
}

type Labels = Readonly<Record<string, string>>;

const MATCHES: Partial<
  Record<NodeRequirement['operator'], (value: string | undefined, values: readonly string[]) => boolean>
> = {
  In: (value, values) => value !== undefined && values.includes(value),
  NotIn: (value, values) => value === undefined || !values.includes(value),
  Exists: (value) => value !== undefined,
  DoesNotExist: (value) => value === undefined,
};

/** Whether the labels meet every requirement of a LabelSelector; one that is absent or empty matches everything. */
export function matchesSelector(
  selector: Observed<V1LabelSelector> | null | undefined,
  labels: Labels,
): boolean {
  return requirementsOf(selector).every(({ key, operator, values = [] }) =>
    MATCHES[operator]?.(Object.hasOwn(labels, key) ? labels[key] : undefined, values),
  );
}
