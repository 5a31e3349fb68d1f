import type { Refused, RefusedStatus } from '../crd/refused.ts';
import { fullStatus, smallSpec, smallStatus } from './accepted.ts';

const [condition] = fullStatus.conditions;
const noProxy =
  'the API server refuses a workload with it, or no node matches it, so no proxy would ever run';

const service: readonly Refused[] = [
  {
    name: 'another uid of the Service',
    why: 'the workload belongs to the Service of the old one',
    spec: { service: { ...smallSpec.service, uid: 'another' } },
    want: 'the Service of a ServiceExposure cannot be changed, because its workload belongs to that Service',
  },
  {
    name: 'a Service without uid',
    why: 'the Service may have been created again',
    spec: { service: { name: 'web' } },
    want: /spec\.service\.uid: Required value/,
  },
];

const portPattern = /spec\.ports\[0\]: .* should match '\^\[1-9\]\[0-9\]\{0,4\}\/\(TCP\|UDP\|SCTP\)\$'/;
const ports: readonly Refused[] = [
  ...['0/TCP', '080/TCP', '123456/UDP', '80/tcp', '80', 'http/TCP', ' 80/TCP', '80/TCP\n'].map((port) => ({
    name: `the port ${JSON.stringify(port)}`,
    why: 'ports are written in one way only, because they are compared as text',
    spec: { ports: [port] },
    want: portPattern,
  })),
  {
    name: 'no port',
    why: 'there would be nothing to expose',
    spec: { ports: [] },
    want: /spec\.ports in body should have at least 1 items/,
  },
  {
    name: '16,385 ports',
    why: 'the size of an object is limited',
    spec: { ports: Array.from({ length: 16_385 }, (_, index) => `${index + 1}/TCP`) },
    want: /spec\.ports: Too many: 16385: must have at most 16384 items/,
  },
];

const needsValues = 'the operators In and NotIn need at least one value in values';
const takesNone = 'the operators Exists and DoesNotExist take no values';
const needsNumber = 'the operators Gt and Lt need exactly one value, and it must be a whole number';
const requirements: readonly Refused[] = [
  { operator: 'In', want: needsValues },
  { operator: 'NotIn', values: [], want: needsValues },
  { operator: 'Exists', values: ['edge'], want: takesNone },
  { operator: 'DoesNotExist', values: ['edge'], want: takesNone },
  { operator: 'Gt', want: needsNumber },
  { operator: 'Gt', values: ['1', '2'], want: needsNumber },
  { operator: 'Lt', values: ['many'], want: needsNumber },
  { operator: 'Matches', values: ['a.*'], want: /operator: Unsupported value: "Matches"/ },
  { key: 'the role', operator: 'Exists', want: /nodeSelector\[0\]\.key: .* should match/ },
  { operator: 'In', values: ['edge node'], want: /nodeSelector\[0\]\.values\[0\]: .* should match/ },
].map(({ want, ...requirement }) => ({
  name: `the requirement ${JSON.stringify(requirement)}`,
  why: noProxy,
  spec: { options: { nodeSelector: [{ key: 'role', ...requirement }] } },
  want,
}));

const keyless = 'a toleration without key has the operator Exists and tolerates every taint';
const valued = 'the operator Exists takes no value, because it tolerates every value';
const timed = 'tolerationSeconds is allowed only with the effect NoExecute';
const tolerations: readonly Refused[] = [
  { toleration: { operator: 'Equal', value: 'edge' }, want: keyless },
  { toleration: { key: 'role', operator: 'Exists', value: 'edge' }, want: valued },
  { toleration: { key: 'role', operator: 'Exists', tolerationSeconds: 5 }, want: timed },
  {
    toleration: { key: 'role', operator: 'Exists', effect: 'NoSchedule', tolerationSeconds: 5 },
    want: timed,
  },
  { toleration: { key: 'role' }, want: /tolerations\[0\]\.operator: Required value/ },
  { toleration: { key: 'a/b/c', operator: 'Exists' }, want: /tolerations\[0\]\.key: .* should match/ },
  {
    toleration: { key: 'role', operator: 'Equal', value: 'edge/' },
    want: /tolerations\[0\]\.value: .* should match/,
  },
].map(({ toleration, want }) => ({
  name: `the toleration ${JSON.stringify(toleration)}`,
  why: noProxy,
  spec: { options: { tolerations: [toleration] } },
  want,
}));

const others: readonly Refused[] = [
  {
    name: 'no family',
    why: 'there would be no address to publish',
    spec: { families: [] },
    want: /spec\.families in body should have at least 1 items/,
  },
  {
    name: 'an unknown workload',
    why: 'the hook cannot render it',
    spec: { options: { workload: 'StatefulSet' } },
    want: /spec\.options\.workload/,
  },
  {
    name: 'an unknown option',
    why: 'the API server would drop it, so that each sync would write it again',
    spec: { options: { zone: 'a' } },
    want: /unknown field "spec\.options\.zone"/,
  },
];

/** Changes of the smallest spec that the API server refuses. */
export const refused: readonly Refused[] = [...service, ...ports, ...requirements, ...tolerations, ...others];

const unreadable = 'the hook could not read it';

/** Statuses that the API server refuses. */
export const refusedStatuses: readonly RefusedStatus[] = [
  ...Object.keys(smallStatus).map((field) => ({
    name: `no ${field}`,
    why: unreadable,
    status: { ...smallStatus, [field]: undefined },
    want: new RegExp(`status\\.${field}: Required value`),
  })),
  {
    name: 'admitted without ports',
    why: 'without any port, admitted is absent',
    status: { ...smallStatus, admitted: { workload: 'DaemonSet', ports: [], ipMode: 'VIP' } },
    want: /status\.admitted\.ports: .* in body should have at least 1 items/,
  },
  {
    name: 'no replaceable proxy',
    why: 'a DaemonSet without surge needs at least 1',
    status: { ...smallStatus, maxUnavailable: 0 },
    want: /status\.maxUnavailable: .* in body should be greater than or equal to 1/,
  },
  {
    name: 'a time that is not RFC 3339',
    why: unreadable,
    status: { ...smallStatus, nodes: [{ name: 'n1', addresses: [], replacingSince: 'yesterday' }] },
    want: /status\.nodes\[0\]\.replacingSince: .* in body must be of type date-time/,
  },
  {
    name: 'a condition twice',
    why: 'a condition has one status',
    status: { ...smallStatus, conditions: [condition, condition] },
    want: /status\.conditions\[1\]: Duplicate value/,
  },
];
