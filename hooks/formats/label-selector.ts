import { parseEach } from './parsed.ts';
import type { Parsed } from './parsed.ts';

/** A requirement as node affinity takes it (V1NodeSelectorRequirement). */
export interface NodeRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  readonly values?: readonly string[];
}

const KEY = String.raw`(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?`;
const VALUE = String.raw`(?:[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?)?`;
const WHOLE_VALUE = new RegExp(`^${VALUE}$`);
const FORMS: readonly (readonly [RegExp, (key: string, rest: string) => NodeRequirement])[] = [
  [new RegExp(`^!\\s*(${KEY})$`), (key) => ({ key, operator: 'DoesNotExist' })],
  [new RegExp(`^(${KEY})$`), (key) => ({ key, operator: 'Exists' })],
  [
    new RegExp(`^(${KEY})\\s*={1,2}\\s*(${VALUE})$`),
    (key, value) => ({ key, operator: 'In', values: [value] }),
  ],
  [
    new RegExp(`^(${KEY})\\s*!=\\s*(${VALUE})$`),
    (key, value) => ({ key, operator: 'NotIn', values: [value] }),
  ],
  [
    new RegExp(`^(${KEY})\\s+in\\s*\\(([^()]*)\\)$`),
    (key, list) => ({ key, operator: 'In', values: values(list) }),
  ],
  [
    new RegExp(`^(${KEY})\\s+notin\\s*\\(([^()]*)\\)$`),
    (key, list) => ({ key, operator: 'NotIn', values: values(list) }),
  ],
  [new RegExp(`^(${KEY})\\s*>\\s*(\\d+)$`), (key, bound) => ({ key, operator: 'Gt', values: [bound] })],
  [new RegExp(`^(${KEY})\\s*<\\s*(\\d+)$`), (key, bound) => ({ key, operator: 'Lt', values: [bound] })],
];

function values(list: string): string[] {
  return [...new Set(list.split(',').map((value) => value.trim()))].sort();
}

function parseRequirement(text: string): Parsed<NodeRequirement> {
  for (const [form, requirement] of FORMS) {
    const match = form.exec(text);
    if (match === null) continue;
    const value = requirement(match[1] ?? '', match[2] ?? '');
    if (value.values?.every((item) => WHOLE_VALUE.test(item)) ?? true) return { value };
  }
  return {
    fault: `has "${text}", which is no requirement like role=edge, zone in (a,b), zone!=a, gpu or !gpu`,
  };
}

/** Label selector text as kubectl takes it, `role=edge,zone in (a,b),!gpu`; every requirement must hold. */
export function parseLabelSelector(text: string): Parsed<NodeRequirement[]> {
  const items = text
    .split(/,(?![^(]*\))/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.length === 0) return { fault: 'is empty: name a label like role=edge, or leave it out' };
  return parseEach(items, parseRequirement);
}
