import assert from 'node:assert/strict';
import { testCases } from '../case.ts';
import type { Step } from '../case.ts';
import { EDGE, EDGE_NODES, WITHOUT_PROXIES, node, pool, service } from '../objects.ts';
import { BOTH, EXPOSED, ON_N1, ON_N2 } from '../observed.ts';
import { add, edit, editPool, expect, remove } from '../steps.ts';

const EXCLUSIVE = 'akrobateo.kontena.io/exclusive';
const BANK = pool('bank', { ...EDGE, exclusive: true });
const IN_DEFAULT = [...EDGE_NODES, pool(), service()];
const N1_IN_BANK = node('n1', { labels: { role: 'edge' } });
const LEFT_OUT = 'the nodes of exclusive LoadBalancerPool bank are left out';

/** Whether the hook has set the label of exclusive pools. */
function hasLabel(name: string, expected: boolean): Step {
  return ({ api }) => {
    const labels = api.find('LoadBalancerPool', name)?.metadata.labels ?? {};
    assert.equal(EXCLUSIVE in labels, expected);
  };
}

testCases('exclusive pools', [
  {
    title: 'the proxies of others leave the nodes of a new exclusive pool',
    objects: IN_DEFAULT,
    steps: [
      expect(EXPOSED),
      add(BANK, service({ name: 'safe', ports: [443], annotations: { pool: 'bank' } })),
      expect({ ...ON_N1, workload: 'DaemonSet 443/TCP' }, 'safe'),
    ],
    expected: { ...ON_N2, admitted: 'DaemonSet 80/TCP in default' },
  },
  {
    title: 'a Service without a pool does not run on the nodes of an exclusive pool',
    objects: [...EDGE_NODES, BANK, service()],
    expected: { ...ON_N2, admitted: 'DaemonSet 80/TCP' },
  },
  {
    title: 'a pool that has lost every node to an exclusive pool is reported',
    objects: [N1_IN_BANK, pool(), service()],
    steps: [add(BANK)],
    expected: {
      addresses: [],
      reason: 'NoNodeMatches',
      says: 'LoadBalancerPool default has no nodes (no node is left: 1 node belongs to exclusive LoadBalancerPool bank',
    },
  },
  {
    title: 'a Service without a pool says which nodes are left out',
    objects: [N1_IN_BANK, service()],
    steps: [expect(ON_N1), add(BANK)],
    expected: { addresses: [], reason: 'NoNodeMatches', says: LEFT_OUT },
  },
  {
    title: 'a Deployment without a pool says which nodes are left out',
    objects: [N1_IN_BANK, service({ annotations: { workload: 'Deployment' } })],
    steps: [expect({ addresses: ['10.0.0.1'] }), add(BANK)],
    expected: { addresses: [], says: LEFT_OUT },
  },
  {
    title: 'a pool that is not exclusive any more loses the label and shares its nodes',
    objects: [...IN_DEFAULT, BANK],
    steps: [
      expect(ON_N2),
      hasLabel('bank', true),
      editPool('bank', { exclusive: false }),
      hasLabel('bank', false),
    ],
    expected: { ...EXPOSED, addresses: ['10.0.0.2', '10.0.0.1'] },
  },
  {
    title: 'the spec decides about the label, whatever a person writes',
    objects: [...IN_DEFAULT, BANK],
    steps: [
      edit('LoadBalancerPool', 'bank', { metadata: { labels: { [EXCLUSIVE]: null } } }),
      edit('LoadBalancerPool', 'default', { metadata: { labels: { [EXCLUSIVE]: 'true' } } }),
      hasLabel('bank', true),
      hasLabel('default', false),
    ],
    expected: ON_N2,
    interrupts: 'addresses',
  },
  {
    title: 'a node of two exclusive pools belongs to the older one',
    objects: [...EDGE_NODES, BANK, service({ annotations: { pool: 'bank' } })],
    steps: [
      expect(ON_N1),
      add(
        pool('all', {
          nodeSelector: { matchExpressions: [{ key: 'gpu', operator: 'DoesNotExist' }] },
          exclusive: true,
        }),
        service({ name: 'other', ports: [443], annotations: { pool: 'all' } }),
      ),
      expect({ addresses: ['10.0.0.2'], workload: 'DaemonSet 443/TCP' }, 'other'),
    ],
    expected: ON_N1,
  },
  {
    title: 'the last good placement of a missing pool does not stay on the nodes of an exclusive pool',
    objects: IN_DEFAULT,
    steps: [remove('LoadBalancerPool', 'default'), expect({ ...EXPOSED, reason: 'PoolNotFound' }), add(BANK)],
    expected: { ...ON_N2, reason: 'PoolNotFound' },
  },
  {
    title: 'the nodes of an exclusive pool are not published for workload None',
    objects: [...EDGE_NODES, pool(), WITHOUT_PROXIES],
    steps: [expect({ addresses: BOTH }), add(BANK)],
    expected: { addresses: ['10.0.0.2'], reason: 'Exposed' },
  },
  {
    title: 'there is no retention for workload None on nodes that are of another tenant now',
    objects: [N1_IN_BANK, pool(), WITHOUT_PROXIES],
    steps: [add(BANK), expect({ addresses: [], reason: 'NoNodeMatches' })],
    expected: { addresses: [], says: '1 node belongs to exclusive LoadBalancerPool bank' },
  },
]);
