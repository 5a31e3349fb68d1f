/** A spec that the API server accepts, and what it stores. */
export interface Accepted {
  readonly name: string;
  /** Printed when it is refused after all, or stored in another way. */
  readonly why: string;
  /** Absent: the pool has none. */
  readonly spec?: object;
  readonly want: object;
}

/** What a pool is that says nothing. */
export const defaults = {
  nodeSelector: {},
  workload: 'DaemonSet',
  addressTypes: ['ExternalIP', 'InternalIP'],
};

const everything = {
  nodeSelector: {
    matchLabels: { role: 'edge', 'topology.kubernetes.io/zone': '' },
    matchExpressions: [
      { key: 'example.org/rack', operator: 'In', values: ['a1', 'b_2.x'] },
      { key: 'arch', operator: 'NotIn', values: ['arm'] },
      { key: 'public', operator: 'Exists' },
      { key: 'gpu', operator: 'DoesNotExist', values: [] },
    ],
  },
  tolerations: [
    { operator: 'Exists' },
    { key: 'role', operator: 'Equal', value: 'edge', effect: 'NoSchedule' },
    { key: 'example.org/flaky', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
  ],
  workload: 'None',
  ipMode: 'VIP',
  addressTypes: ['Hostname', 'InternalIP', 'ExternalIP'],
  namespaceSelector: { matchExpressions: [{ key: 'tenant', operator: 'In', values: ['shop', 'bank'] }] },
  excludedNodes: 'Include',
  exclusive: false,
  allowedWorkloads: ['None', 'DaemonSet'],
  allowedPorts: [
    { port: 80 },
    { port: 443, endPort: 443, protocol: 'TCP' },
    { port: 443, protocol: 'UDP' },
    { port: 1024, endPort: 65535 },
  ],
  reservedPorts: [{ port: 30000, endPort: 32767 }],
};

const numbered = (index: number) => String(index).padStart(3, '0');
const longKey = (index: number) => `${'p'.repeat(253)}/${numbered(index)}${'k'.repeat(60)}`;
const longValue = (index: number) => `${numbered(index)}${'v'.repeat(60)}`;
const many = <T>(length: number, item: (index: number) => T) =>
  Array.from({ length }, (_, index) => item(index));

const largestSelector = {
  matchLabels: Object.fromEntries(many(32, (index) => [longKey(index), longValue(index)])),
  matchExpressions: many(32, (index) => ({
    key: longKey(index),
    operator: 'In',
    values: many(64, longValue),
  })),
};
const largestPorts = many(64, (index) => ({
  port: 1000 * (index + 1),
  endPort: 1000 * (index + 1) + 999,
  protocol: 'SCTP',
}));
const largest = {
  nodeSelector: largestSelector,
  tolerations: many(64, (index) => ({ key: longKey(index), operator: 'Equal', value: longValue(index) })),
  workload: 'Deployment',
  addressTypes: ['ExternalIP'],
  namespaceSelector: largestSelector,
  allowedPorts: largestPorts,
  reservedPorts: largestPorts,
};

/** Every kind of sense that the spec of a pool can make. */
export const accepted: readonly Accepted[] = [
  { name: 'no spec', why: 'a pool of every node needs no more than a name', want: defaults },
  { name: 'an empty spec', why: 'it says the same as none', spec: {}, want: defaults },
  {
    name: 'null for what has a default',
    why: 'null means not given',
    spec: { nodeSelector: null, workload: null, addressTypes: null },
    want: defaults,
  },
  {
    name: 'an empty namespaceSelector',
    why: 'as any label selector it selects every namespace',
    spec: { namespaceSelector: {} },
    want: { ...defaults, namespaceSelector: {} },
  },
  {
    name: 'a toleration without operator',
    why: 'Equal is what a pod takes it for',
    spec: { tolerations: [{ key: 'role' }] },
    want: { ...defaults, tolerations: [{ key: 'role', operator: 'Equal' }] },
  },
  {
    name: 'an exclusive pool with one label',
    why: 'the opposite of one requirement is one requirement',
    spec: { exclusive: true, nodeSelector: { matchLabels: { role: 'edge' } } },
    want: { ...defaults, exclusive: true, nodeSelector: { matchLabels: { role: 'edge' } } },
  },
  {
    name: 'an exclusive pool with one expression',
    why: 'every operator has an opposite',
    spec: { exclusive: true, nodeSelector: { matchExpressions: [{ key: 'edge', operator: 'Exists' }] } },
    want: {
      ...defaults,
      exclusive: true,
      nodeSelector: { matchExpressions: [{ key: 'edge', operator: 'Exists' }] },
    },
  },
  { name: 'everything', why: 'what is given stays as it is', spec: everything, want: everything },
  { name: 'as much as there may be', why: 'what the rules cost has a limit', spec: largest, want: largest },
];
