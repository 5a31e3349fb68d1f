import type { V1LabelSelector } from '@kubernetes/client-node';
import { isLabelKey, isLabelValue } from './labels.ts';
import { parseEach } from './parsed.ts';
import type { Parsed } from './parsed.ts';
import { desired, list, name, text, word } from './schema.ts';
import type { TypeOf } from './schema.ts';
import type { Observed } from './wire.ts';

/** A requirement as node affinity takes it (V1NodeSelectorRequirement). */
export const NODE_REQUIREMENT = desired(
  { key: name, operator: word('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt') },
  { values: list(text) },
);
export type NodeRequirement = TypeOf<typeof NODE_REQUIREMENT>;

/** As the CustomResourceDefinition of the ServiceExposure allows. */
const MAX_REQUIREMENTS = 64;
const MAX_VALUES = 64;

// Anything that may be a key or a value is read first, and checked afterwards.
const FORMS = [
  /^(?<word>!?)\s*(?<key>[-\w./]+)$/,
  /^(?<key>[-\w./]+)\s*(?<word>==?|!=)\s*(?<value>[-\w.]*)$/,
  /^(?<key>[-\w./]+)\s*(?<word>[<>])\s*(?<value>\d+)$/,
  /^(?<key>[-\w./]+)\s+(?<word>in|notin)\s*\((?<list>[^()]*)\)$/,
];

const OPERATORS: Readonly<Record<string, NodeRequirement['operator']>> = {
  '': 'Exists',
  '!': 'DoesNotExist',
  '=': 'In',
  '==': 'In',
  in: 'In',
  '!=': 'NotIn',
  notin: 'NotIn',
  '>': 'Gt',
  '<': 'Lt',
};

// Too many are refused afterwards, so they are not sorted.
function valuesIn(list: string): string[] {
  const given = list.split(',');
  return given.length > MAX_VALUES ? given : [...new Set(given.map((value) => value.trim()))].sort();
}

function readRequirement(text: string): NodeRequirement | undefined {
  const match = FORMS.map((form) => form.exec(text)).find((found) => found !== null);
  const { key = '', word = '', value, list } = match?.groups ?? {};
  const operator = OPERATORS[word];
  if (match === undefined || operator === undefined) return undefined;
  if (list !== undefined) return { key, operator, values: valuesIn(list) };
  return { key, operator, ...(value === undefined ? {} : { values: [value] }) };
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
  const value = readRequirement(text);
  if (value !== undefined && isAllowed(value)) return { value };
  return {
    fault: `has "${text}", which is not a requirement like role=edge, zone in (a,b), zone!=a, gpu or !gpu`,
  };
}

/** The parts between commas that are not within parentheses. */
function requirementTexts(text: string): string[] {
  const parts = text.match(/(?:\([^)]*\)?|[^,(])+/g) ?? [];
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

/** How a LabelSelector compares the value of a label. Gt and Lt are only for node affinity. */
const MATCHES: Partial<
  Record<NodeRequirement['operator'], (value: string | undefined, values: readonly string[]) => boolean>
> = {
  In: (value, values) => value !== undefined && values.includes(value),
  NotIn: (value, values) => value === undefined || !values.includes(value),
  Exists: (value) => value !== undefined,
  DoesNotExist: (value) => value === undefined,
};

/** A LabelSelector as the requirements that it stands for, in order of key; one with an unknown operator matches nothing. */
export function requirementsOf(selector: Observed<V1LabelSelector> | null | undefined): NodeRequirement[] {
  const labels: NodeRequirement[] = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => ({
    key,
    operator: 'In',
    values: [value],
  }));
  const expressions = (selector?.matchExpressions ?? []).map(({ key, operator, values }): NodeRequirement => {
    if (!Object.hasOwn(MATCHES, operator)) return { key, operator: 'In', values: [] };
    const known = operator as NodeRequirement['operator'];
    return { key, operator: known, ...(values && values.length > 0 ? { values } : {}) };
  });
  return [...labels, ...expressions].sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
}

/** Whether the labels meet every requirement of a LabelSelector; one that is absent or empty matches everything. */
export function matchesSelector(
  selector: Observed<V1LabelSelector> | null | undefined,
  labels: Readonly<Record<string, string>>,
): boolean {
  return requirementsOf(selector).every(({ key, operator, values = [] }) =>
    MATCHES[operator]?.(Object.hasOwn(labels, key) ? labels[key] : undefined, values),
  );
}
