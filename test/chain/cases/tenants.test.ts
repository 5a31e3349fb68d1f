import assert from 'node:assert/strict';
import { testCases } from '../case.ts';
import type { Step } from '../case.ts';
import { EDGE, EDGE_NODES, WITHOUT_PROXIES, node, pool, service } from '../objects.ts';
import { BOTH, EXPOSED, NOTHING, ON_N1, ON_N2 } from '../observed.ts';
import { add, annotate, configure, edit, editPool, expect, remove, rest, setPorts } from '../steps.ts';

const EXCLUDE = 'node.kubernetes.io/exclude-from-external-load-balancers';
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

testCases('the exclude label', [
  {
    title: 'a pool without nodes reports the label, and may include the nodes',
    objects: [
      node('n1', { labels: { [EXCLUDE]: '' } }),
      node('n2', { labels: { [EXCLUDE]: 'true' } }),
      pool(),
      service(),
    ],
    steps: [
      expect({
        addresses: [],
        reason: 'NoNodeMatches',
        says: `no node is left: 2 nodes have the label ${EXCLUDE}; remove the label, or set spec.excludedNodes to Include`,
      }),
      editPool('default', { excludedNodes: 'Include' }),
    ],
    expected: EXPOSED,
  },
]);

testCases('allowed workloads and ports', [
  {
    title:
      'nothing runs with a workload that the pool does not allow, until the Service requests another one',
    objects: [
      ...EDGE_NODES,
      pool('default', { allowedWorkloads: ['DaemonSet', 'Deployment'] }),
      WITHOUT_PROXIES,
    ],
    steps: [
      expect({
        ...NOTHING,
        reason: 'PoolForbids',
        says: 'LoadBalancerPool default does not allow workload None, only DaemonSet, Deployment',
      }),
      annotate({ workload: null }),
    ],
    expected: EXPOSED,
  },
  {
    title: 'the running proxies stay if a workload that is not allowed is requested later',
    objects: [...EDGE_NODES, pool('default', { allowedWorkloads: ['DaemonSet'] }), service()],
    steps: [annotate({ workload: 'None' })],
    expected: { ...EXPOSED, reason: 'PoolForbids', says: 'does not allow workload None, only DaemonSet' },
  },
  {
    title: 'a workload that the pool does not allow any more ends at once',
    objects: [...EDGE_NODES, pool(), service({ annotations: { workload: 'DaemonSet' } })],
    steps: [
      expect(EXPOSED),
      editPool('default', { workload: 'Deployment', allowedWorkloads: ['Deployment'] }),
    ],
    expected: { ...NOTHING, reason: 'PoolForbids' },
  },
  {
    title: 'the last good placement stays if another pool does not allow the workload',
    objects: [...IN_DEFAULT, pool('edge', { workload: 'None', allowedWorkloads: ['None'] })],
    steps: [annotate({ pool: 'edge', workload: 'DaemonSet' })],
    expected: { ...EXPOSED, reason: 'PoolForbids', admitted: 'DaemonSet 80/TCP in default' },
  },
  {
    title: 'a port may be allowed with one protocol only',
    objects: [
      ...EDGE_NODES,
      pool('default', { allowedPorts: [{ port: 80 }, { port: 443, protocol: 'TCP' }] }),
      service({ ports: [80, 443, '443/UDP'] }),
    ],
    expected: {
      workload: 'DaemonSet 80/TCP 443/TCP',
      mode: 'Proxy',
      reason: 'PoolForbids',
      says: 'port 443/UDP is not allowed (LoadBalancerPool default allows 80, 443/TCP)',
    },
  },
]);

testCases('settings of the installation', [
  {
    title: 'an annotation that is not allowed is reported, and the running proxies stay',
    objects: [...EDGE_NODES, service()],
    before: [configure({ ALLOWED_ANNOTATIONS: 'pool,workload' })],
    steps: [expect(EXPOSED), annotate({ replicas: '2' })],
    expected: {
      ...EXPOSED,
      reason: 'InvalidAnnotation',
      says: 'annotation akrobateo.kontena.io/replicas is not allowed here, only pool, workload',
    },
  },
  {
    title: 'a new Service gets no workload until it has no annotation that is not allowed',
    objects: [...EDGE_NODES, service({ annotations: { replicas: '2' } })],
    before: [configure({ ALLOWED_ANNOTATIONS: 'pool' })],
    steps: [
      expect({ addresses: [], reason: 'InvalidAnnotation', workload: 'none' }),
      annotate({ replicas: null }),
    ],
    expected: EXPOSED,
  },
  {
    title: 'opting out has no effect but a message if it is not allowed',
    objects: [...EDGE_NODES, service()],
    before: [configure({ ALLOWED_ANNOTATIONS: 'pool' })],
    steps: [annotate({ enabled: 'false' })],
    expected: { ...EXPOSED, reason: 'InvalidAnnotation' },
  },
  {
    title: 'a Service without a pool gets nothing if a pool is required',
    objects: [...EDGE_NODES, service()],
    before: [configure({ POOL_REQUIRED: 'true' })],
    steps: [
      expect({
        ...NOTHING,
        reason: 'PoolNotFound',
        says: 'name one with annotation akrobateo.kontena.io/pool',
      }),
      add(pool('default', EDGE)),
    ],
    expected: ON_N1,
  },
  {
    title: 'a pool that is required later ends a placement without one at once, also with a misspelt pool',
    objects: [...EDGE_NODES, service()],
    steps: [expect(EXPOSED), configure({ POOL_REQUIRED: 'true' }), annotate({ pool: 'edgy' })],
    expected: { ...NOTHING, reason: 'PoolNotFound' },
  },
  {
    title: 'what a required pool has admitted stays when it is deleted, and new ports wait',
    objects: IN_DEFAULT,
    before: [configure({ POOL_REQUIRED: 'true' })],
    steps: [remove('LoadBalancerPool', 'default'), setPorts(80, 443), rest],
    expected: { ...EXPOSED, mode: 'Proxy', reason: 'PoolNotFound' },
  },
]);
