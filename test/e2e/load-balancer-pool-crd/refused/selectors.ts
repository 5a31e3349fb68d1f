import { badKey, badValue } from './labels.ts';
import { inEach } from '../../crd/refused.ts';
import type { Fault, Refused } from '../../crd/refused.ts';

const needsValues = 'the operators In and NotIn need at least one value in values';
const takesNone = 'the operators Exists and DoesNotExist take no values';
const overlongPrefix = `${'a.'.repeat(126)}aa/role`;

const expression = (operator: string, ...values: string[]) => ({
  matchExpressions: [{ key: 'role', operator, ...(values.length === 0 ? {} : { values }) }],
});
const keyed = (key: string) => ({ matchExpressions: [{ key, operator: 'Exists' }] });

const unreadable = 'Metacontroller cannot make a selector of it, so the pool would never be synced';
const operators: readonly Fault[] = [
  {
    name: 'with an unknown operator',
    why: unreadable,
    value: expression('Gt', '1'),
    want: /matchExpressions\[0\]\.operator: Unsupported value: "Gt": supported values: "In", "NotIn", "Exists", "DoesNotExist"/,
  },
  { name: 'with In and no values', why: unreadable, value: expression('In'), want: needsValues },
  {
    name: 'with NotIn and an empty list',
    why: unreadable,
    value: { matchExpressions: [{ key: 'role', operator: 'NotIn', values: [] }] },
    want: needsValues,
  },
  { name: 'with Exists and values', why: unreadable, value: expression('Exists', 'edge'), want: takesNone },
  {
    name: 'with DoesNotExist and values',
    why: unreadable,
    value: expression('DoesNotExist', 'edge'),
    want: takesNone,
  },
  {
    name: 'with an expression without operator',
    why: unreadable,
    value: { matchExpressions: [{ key: 'role' }] },
    want: /matchExpressions\[0\]\.operator: Required value/,
  },
];

const keys: readonly Fault[] = [
  {
    name: 'with an expression without key',
    why: unreadable,
    value: { matchExpressions: [{ operator: 'Exists' }] },
    want: /matchExpressions\[0\]\.key: Required value/,
  },
  { name: 'with an empty key', why: unreadable, value: keyed(''), want: badKey },
  { name: 'with a blank in a key', why: unreadable, value: keyed('the role'), want: badKey },
  { name: 'with a line end after a key', why: unreadable, value: keyed('role\n'), want: badKey },
  { name: 'with a key of 64 characters', why: unreadable, value: keyed('k'.repeat(64)), want: badKey },
  {
    name: 'with a prefix that is no DNS name',
    why: unreadable,
    value: keyed('Example.org/role'),
    want: badKey,
  },
  { name: 'with a prefix of 254 characters', why: unreadable, value: keyed(overlongPrefix), want: badKey },
  { name: 'with two slashes in a key', why: unreadable, value: keyed('a/b/c'), want: badKey },
  {
    name: 'with a key of 318 characters',
    why: unreadable,
    value: keyed('k'.repeat(318)),
    want: /key: Too long: may not be \w+ than 317/,
  },
  {
    name: 'with a bad key in matchLabels',
    why: unreadable,
    value: { matchLabels: { 'role ': 'edge' } },
    want: badKey,
  },
  {
    name: 'with a prefix of 254 characters in matchLabels',
    why: unreadable,
    value: { matchLabels: { [overlongPrefix]: 'edge' } },
    want: badKey,
  },
];

const noLabel = 'no label has such a value';
const values: readonly Fault[] = [
  {
    name: 'with a bad value in matchLabels',
    why: noLabel,
    value: { matchLabels: { role: 'edge node' } },
    want: badValue,
  },
  {
    name: 'with a bad value in values',
    why: noLabel,
    value: expression('In', 'edge', '-edge'),
    want: badValue,
  },
  {
    name: 'with a value of 64 characters in matchLabels',
    why: noLabel,
    value: { matchLabels: { role: 'v'.repeat(64) } },
    want: /matchLabels\.role: Too long: may not be \w+ than 63/,
  },
  {
    name: 'with a value of 64 characters in values',
    why: noLabel,
    value: expression('NotIn', 'v'.repeat(64)),
    want: /values\[0\]: Too long: may not be \w+ than 63/,
  },
  {
    name: 'with a number as value',
    why: 'YAML reads a bare 1 as a number',
    value: { matchLabels: { role: 1 } },
    want: /matchLabels\.role in body must be of type string/,
  },
];

const shapes: readonly Fault[] = [
  {
    name: 'as text',
    why: 'only the annotation of a Service is text',
    value: 'role=edge',
    want: /Selector in body must be of type object/,
  },
  {
    name: 'with a misspelt field',
    why: 'without it the selector would match everything',
    value: { matchLabel: { role: 'edge' } },
    want: /unknown field "spec\.\w+Selector\.matchLabel"/,
  },
];

/** Label selectors that select nothing, or not what was meant. */
export const selectors: readonly Refused[] = inEach(
  ['nodeSelector', 'namespaceSelector'],
  [...operators, ...keys, ...values, ...shapes],
);
