import type { RefusedStatus } from '../crd/refused.ts';

const ready = {
  type: 'Ready',
  status: 'True',
  reason: 'Ready',
  message: '2 of 3 nodes are ready',
  lastTransitionTime: '2026-01-02T03:04:05Z',
  observedGeneration: 1,
};

/** A status as the hook writes it: three nodes, one of them without addresses. */
export const smallStatus = {
  observedGeneration: 1,
  totalNodes: 3,
  readyNodes: 2,
  nodes: [
    { name: 'edge-1.example.org', addresses: [{ type: 'ExternalIP', address: '192.0.2.1' }], ready: true },
    { name: 'edge-2.example.org', addresses: [{ type: 'InternalIP', address: '2001:db8::2' }], ready: true },
    { name: 'edge-3.example.org', addresses: [], ready: false },
  ],
  conditions: [ready],
};

const nodes = Array.from({ length: 5000 }, (_, index) => {
  const [high, low] = [Math.floor(index / 250), index % 250];
  return {
    name: `ip-10-120-${100 + high}-${low}.eu-central-1.compute.internal`,
    addresses: [
      { type: 'ExternalIP', address: `203.113.${100 + high}.${low}` },
      { type: 'InternalIP', address: `10.120.${100 + high}.${low}` },
    ],
    ready: true,
  };
});

/** A status of the largest cluster that Kubernetes says it supports. */
export const largeStatus = { ...smallStatus, totalNodes: 5000, readyNodes: 5000, nodes };

const byHand = 'the hook could not read what was written by hand';
/** What nobody may write into a status. */
export const refusedStatuses: readonly RefusedStatus[] = [
  {
    name: 'a node without name',
    why: byHand,
    status: { nodes: [{ addresses: [], ready: true }] },
    want: /status\.nodes\[0\]\.name: Required value/,
  },
  {
    name: 'a node that says nothing of ready',
    why: byHand,
    status: { nodes: [{ name: 'edge-1', addresses: [] }] },
    want: /status\.nodes\[0\]\.ready: Required value/,
  },
  {
    name: 'an address without type',
    why: byHand,
    status: { nodes: [{ name: 'edge-1', ready: true, addresses: [{ address: '192.0.2.1' }] }] },
    want: /status\.nodes\[0\]\.addresses\[0\]\.type: Required value/,
  },
  {
    name: 'nodes by name',
    why: byHand,
    status: { nodes: { 'edge-1': true } },
    want: /status\.nodes: .*nodes in body must be of type array/,
  },
  {
    name: 'a condition twice',
    why: 'there is one truth',
    status: { conditions: [ready, ready] },
    want: /status\.conditions\[1\]: Duplicate value/,
  },
  {
    name: 'a condition without reason',
    why: 'it is what kubectl get shows',
    status: { conditions: [{ ...ready, reason: '' }] },
    want: /status\.conditions\[0\]\.reason: .* should be at least 1 chars long/,
  },
  {
    name: 'a condition that is neither True, False nor Unknown',
    why: 'conditions of Kubernetes are one of these',
    status: { conditions: [{ ...ready, status: 'yes' }] },
    want: /status\.conditions\[0\]\.status: Unsupported value: "yes": supported values: "True", "False", "Unknown"/,
  },
];
