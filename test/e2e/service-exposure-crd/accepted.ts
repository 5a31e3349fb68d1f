const service = { name: 'web', uid: '5b8a2f0e-7c31-4d0a-9a55-0c1f4f7f2a10' };

/** What a Service without annotations requests. */
export const smallSpec = {
  service,
  ports: ['80/TCP'],
  families: ['IPv4'],
  externalTrafficPolicy: 'Cluster',
  options: {},
};

/** Every field, and every operator. */
export const fullSpec = {
  service,
  ports: ['80/TCP', '443/TCP', '443/UDP', '65535/SCTP'],
  families: ['IPv6', 'IPv4'],
  externalTrafficPolicy: 'Local',
  options: {
    pool: 'edge.eu-1.example.org',
    workload: 'Deployment',
    replicas: 10_000,
    nodeSelector: [
      { key: 'role', operator: 'In', values: ['edge', ''] },
      { key: 'example.org/zone', operator: 'NotIn', values: ['a'] },
      { key: 'public', operator: 'Exists' },
      { key: 'gpu', operator: 'DoesNotExist', values: [] },
      { key: 'cores', operator: 'Gt', values: ['3'] },
      { key: 'cores', operator: 'Lt', values: ['65'] },
    ],
    tolerations: [
      { operator: 'Exists' },
      { key: 'role', operator: 'Equal', value: 'edge', effect: 'NoSchedule' },
      { key: 'example.org/flaky', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: -1 },
    ],
    addressTypes: ['Hostname', 'InternalIP', 'ExternalIP'],
    addresses: ['192.0.2.1', '2001:db8::1', 'lb.example.org'],
    hostIP: '::ffff:192.168.100.200',
    ipMode: 'Proxy',
  },
  fallbackPool: 'default',
};

const many = <T>(length: number, item: (index: number) => T) =>
  Array.from({ length }, (_, index) => item(index));
const longKey = `${'p'.repeat(253)}/${'k'.repeat(63)}`;
const longValue = 'v'.repeat(63);

/** As much as there may be: what the rules cost has a limit. */
export const largestSpec = {
  ...smallSpec,
  ports: many(16_384, (index) => `${49_152 + index}/SCTP`),
  options: {
    nodeSelector: many(64, () => ({ key: longKey, operator: 'In', values: many(64, () => longValue) })),
    tolerations: many(64, () => ({ key: longKey, operator: 'Equal', value: longValue })),
    addresses: many(64, () => 'a'.repeat(253)),
  },
};

const condition = {
  type: 'Exposed',
  status: 'True',
  reason: 'PortReserved',
  message: '22/TCP is reserved; exposed at 2 addresses',
  lastTransitionTime: '2026-01-02T03:04:05Z',
  observedGeneration: 1,
};

/** The status of a Service that has no proxy yet. */
export const smallStatus = {
  ipMode: 'Proxy',
  maxUnavailable: 1,
  servingNodes: 0,
  nodes: [],
  problems: [],
  conditions: [],
};

/** Every field. */
export const fullStatus = {
  observedGeneration: 1,
  admitted: {
    pool: 'edge',
    workload: 'DaemonSet',
    ports: ['80/TCP', '443/UDP'],
    ipMode: 'Auto',
    nodeSelector: fullSpec.options.nodeSelector,
    tolerations: fullSpec.options.tolerations,
  },
  ipMode: 'VIP',
  ipvsNode: 'edge-3',
  maxUnavailable: 2,
  followsEndpoints: true,
  waitsFor: { ports: ['443/TCP'], nodes: ['edge-1', 'edge-3'] },
  servingNodes: 2,
  nodes: [
    { name: 'edge-1', addresses: ['192.0.2.1', '2001:db8::1'] },
    { name: 'edge-2.example.org', addresses: [], replacingSince: '2026-01-02T03:04:05Z' },
  ],
  problems: [{ reason: 'PortReserved', message: '22/TCP is reserved' }],
  conditions: [condition],
};

/** A status of the largest cluster that Kubernetes says it supports. */
export const largeStatus = {
  ...fullStatus,
  servingNodes: 5000,
  nodes: many(5000, (index) => {
    const [high, low] = [Math.floor(index / 250), index % 250];
    return {
      name: `ip-10-120-${100 + high}-${low}.eu-central-1.compute.internal`,
      addresses: [`203.113.${100 + high}.${low}`, `2001:db8:${high}::${low}`],
      replacingSince: '2026-01-02T03:04:05Z',
    };
  }),
};
