import { badKey, badValue } from './labels.ts';
import { inEach } from '../../crd/refused.ts';
import type { Fault, Refused } from '../../crd/refused.ts';

const keyless = 'a toleration without key has the operator Exists and tolerates every taint';
const valued = 'the operator Exists takes no value, because it tolerates every value';
const timed = 'tolerationSeconds is allowed only with the effect NoExecute';

const noPod = 'the API server refuses a pod with it, so no proxy would ever run';
const combinations: readonly Fault[] = [
  { name: 'with an effect only', why: noPod, value: [{ effect: 'NoSchedule' }], want: keyless },
  {
    name: 'with a value and no key',
    why: noPod,
    value: [{ operator: 'Equal', value: 'edge' }],
    want: keyless,
  },
  { name: 'with nothing', why: noPod, value: [{}], want: keyless },
  {
    name: 'with Exists and a value',
    why: noPod,
    value: [{ key: 'role', operator: 'Exists', value: 'edge' }],
    want: valued,
  },
  {
    name: 'with seconds and NoSchedule',
    why: noPod,
    value: [{ key: 'role', effect: 'NoSchedule', tolerationSeconds: 5 }],
    want: timed,
  },
  {
    name: 'with seconds and every effect',
    why: noPod,
    value: [{ key: 'role', tolerationSeconds: 5 }],
    want: timed,
  },
];

const fields: readonly Fault[] = [
  {
    name: 'with seconds below 0',
    why: 'it reads as a time in the past',
    value: [{ key: 'role', effect: 'NoExecute', tolerationSeconds: -1 }],
    want: /tolerationSeconds in body should be greater than or equal to 0/,
  },
  {
    name: 'with the operator Lt',
    why: 'not every API server knows it',
    value: [{ key: 'role', operator: 'Lt', value: '5' }],
    want: /operator: Unsupported value: "Lt": supported values: "Equal", "Exists"/,
  },
  {
    name: 'with an unknown effect',
    why: noPod,
    value: [{ key: 'role', effect: 'NoRun' }],
    want: /effect: Unsupported value: "NoRun": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"/,
  },
  { name: 'with a bad key', why: noPod, value: [{ key: 'the role', operator: 'Exists' }], want: badKey },
  { name: 'with an empty key', why: 'no key says every taint', value: [{ key: '' }], want: badKey },
  { name: 'with a bad value', why: noPod, value: [{ key: 'role', value: 'edge/' }], want: badValue },
  {
    name: 'as text',
    why: 'only the annotation of a Service is text',
    value: 'role=edge:NoSchedule',
    want: /spec\.tolerations in body must be of type array/,
  },
];

/** Tolerations that no pod can have. */
export const tolerations: readonly Refused[] = inEach(['tolerations'], [...combinations, ...fields]);
