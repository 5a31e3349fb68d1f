import assert from 'node:assert/strict';
import type { Case, Step } from '../case.ts';
import { node, pool, service } from '../given.ts';
import { add, annotate, configure, edit, remove, rest, sees, setPorts } from '../steps.ts';

const EXCLUDE = 'node.kubernetes.io/exclude-from-external-load-balancers';
const EDGE = [node('n1', { labels: { role: 'edge' } }), node('n2')];
const SELECTOR = { nodeSelector: { matchLabels: { role: 'edge' } } };
const EXCLUSIVE = pool('bank', { ...SELECTOR, exclusive: true });
const IN_BANK = service({ name: 'safe', ports: [443], annotations: { pool: 'bank' } });
const NODE_1 = { addresses: ['10.0.0.1'], reason: 'Exposed', workload: 'DaemonSet 80/TCP' };
const NODE_2 = { ...NODE_1, addresses: ['10.0.0.2'] };
const BOTH = { ...NODE_1, addresses: ['10.0.0.1', '10.0.0.2'] };
const NOTHING = { addresses: [], workload: 'none', admitted: 'nothing' };

/** Whether the hook has put the label of exclusive pools on a pool. */
function hasLabel(name: string, want: boolean): Step {
  return ({ api }) => {
    const labels = api.find('LoadBalancerPool', name)?.metadata.labels ?? {};
    assert.equal('akrobateo.kontena.io/exclusive' in labels, want);
  };
}

const exclusive: readonly Case[] = [
  {
    name: 'exclusive pool, created while other proxies run there',
    why: 'The proxies of Services outside of the pool leave its nodes, those inside come.',
    given: [...EDGE, pool(), service()],
    steps: [
      sees(BOTH),
      add(EXCLUSIVE, IN_BANK),
      sees({ addresses: ['10.0.0.1'], reason: 'Exposed', workload: 'DaemonSet 443/TCP' }, 'safe'),
    ],
    want: { ...NODE_2, admitted: 'DaemonSet 80/TCP in default' },
    unbroken: true,
  },
  {
    name: 'exclusive pool, and Services without a pool',
    why: 'They get the opposite of its selector too.',
    given: [...EDGE, EXCLUSIVE, service()],
    want: { ...NODE_2, admitted: 'DaemonSet 80/TCP' },
    unbroken: true,
  },
  {
    name: 'exclusive pool that takes every node',
    why: 'The Service says where the nodes went.',
    given: [node('n1', { labels: { role: 'edge' } }), pool(), service()],
    steps: [add(EXCLUSIVE)],
    want: {
      addresses: [],
      reason: 'NoNodeMatches',
      says: 'LoadBalancerPool default has no nodes (no node is left: 1 node belongs to exclusive LoadBalancerPool bank',
    },
  },
  {
    name: 'exclusive pool that takes every node of Services without a pool',
    why: 'The Service says which nodes are left out.',
    given: [node('n1', { labels: { role: 'edge' } }), service()],
    steps: [sees(NODE_1), add(EXCLUSIVE)],
    want: {
      addresses: [],
      reason: 'NoNodeMatches',
      says: 'the nodes of exclusive LoadBalancerPool bank are left out',
    },
  },
  {
    name: 'exclusive pool, and a Deployment',
    why: 'Its proxy moves, or it says which nodes are left out.',
    given: [node('n1', { labels: { role: 'edge' } }), service({ annotations: { workload: 'Deployment' } })],
    steps: [sees({ addresses: ['10.0.0.1'] }), add(EXCLUSIVE)],
    want: { addresses: [], says: 'the nodes of exclusive LoadBalancerPool bank are left out' },
  },
  {
    name: 'not exclusive any more',
    why: 'The nodes are for everybody again, and the label is removed.',
    given: [...EDGE, pool(), EXCLUSIVE, service()],
    steps: [
      sees(NODE_2),
      hasLabel('bank', true),
      edit('LoadBalancerPool', 'bank', { spec: { exclusive: false } }),
      hasLabel('bank', false),
    ],
    want: { ...BOTH, addresses: ['10.0.0.2', '10.0.0.1'] },
    unbroken: true,
  },
  {
    name: 'label of an exclusive pool edited by a person',
    why: 'The spec decides, so a label is put back, or removed from another pool.',
    given: [...EDGE, pool(), EXCLUSIVE, service()],
    steps: [
      edit('LoadBalancerPool', 'bank', { metadata: { labels: { 'akrobateo.kontena.io/exclusive': null } } }),
      edit('LoadBalancerPool', 'default', {
        metadata: { labels: { 'akrobateo.kontena.io/exclusive': 'true' } },
      }),
      hasLabel('bank', true),
      hasLabel('default', false),
    ],
    want: NODE_2,
  },
  {
    name: 'two exclusive pools that share a node',
    why: 'The node belongs to the older one, so a new pool takes nothing from a tenant.',
    given: [...EDGE, EXCLUSIVE, service({ annotations: { pool: 'bank' } })],
    steps: [
      sees(NODE_1),
      add(
        pool('all', {
          nodeSelector: { matchExpressions: [{ key: 'gpu', operator: 'DoesNotExist' }] },
          exclusive: true,
        }),
        service({ name: 'other', ports: [443], annotations: { pool: 'all' } }),
      ),
      sees({ addresses: ['10.0.0.2'], workload: 'DaemonSet 443/TCP' }, 'other'),
    ],
    want: NODE_1,
    unbroken: true,
  },
  {
    name: 'exclusive pool, while the pool of the Service is missing',
    why: 'The last good placement stays, but not on nodes of an exclusive pool.',
    given: [...EDGE, pool(), service()],
    steps: [remove('LoadBalancerPool', 'default'), sees({ ...BOTH, reason: 'PoolNotFound' }), add(EXCLUSIVE)],
    want: { ...NODE_2, reason: 'PoolNotFound' },
    unbroken: true,
  },
  {
    name: 'exclusive pool, and workload None',
    why: 'Its nodes are not published for a Service outside of it.',
    given: [...EDGE, pool(), service({ annotations: { workload: 'None' } })],
    steps: [sees({ addresses: ['10.0.0.1', '10.0.0.2'] }), add(EXCLUSIVE)],
    want: { addresses: ['10.0.0.2'], reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'exclusive pool that takes every node of workload None',
    why: 'No retention: the nodes are of another tenant now.',
    given: [node('n1', { labels: { role: 'edge' } }), pool(), service({ annotations: { workload: 'None' } })],
    steps: [add(EXCLUSIVE), sees({ addresses: [], reason: 'NoNodeMatches' })],
    want: { addresses: [], says: '1 node belongs to exclusive LoadBalancerPool bank' },
  },
];

const LABELLED = [
  node('n1', { labels: { role: 'edge', [EXCLUDE]: '' } }),
  node('n2', { labels: { [EXCLUDE]: 'true' } }),
];

const excluded: readonly Case[] = [
  {
    name: 'excluded nodes included',
    why: 'The pool may say that the label does not matter.',
    given: [...LABELLED, pool('default', { excludedNodes: 'Include' }), service()],
    want: BOTH,
    unbroken: true,
  },
  {
    name: 'exclude label on every node',
    why: 'The Service says why no node is left and what to do.',
    given: [...LABELLED, pool(), service()],
    steps: [
      sees({
        addresses: [],
        reason: 'NoNodeMatches',
        says: `no node is left: 2 nodes have the label ${EXCLUDE}; remove the label, or set spec.excludedNodes to Include`,
      }),
      edit('LoadBalancerPool', 'default', { spec: { excludedNodes: 'Include' } }),
    ],
    want: BOTH,
  },
];

const workloads: readonly Case[] = [
  {
    name: 'workload that the pool does not allow',
    why: 'Nothing may run, until the Service requests another one.',
    given: [
      ...EDGE,
      pool('default', { allowedWorkloads: ['DaemonSet', 'Deployment'] }),
      service({ annotations: { workload: 'None' } }),
    ],
    steps: [
      sees({
        ...NOTHING,
        reason: 'PoolForbids',
        says: 'LoadBalancerPool default does not allow workload None, only DaemonSet, Deployment',
      }),
      annotate({ workload: null }),
    ],
    want: BOTH,
  },
  {
    name: 'workload that the pool does not allow, requested later',
    why: 'The annotation is wrong, so what runs stays.',
    given: [...EDGE, pool('default', { allowedWorkloads: ['DaemonSet'] }), service()],
    steps: [annotate({ workload: 'None' })],
    want: { ...BOTH, reason: 'PoolForbids', says: 'does not allow workload None, only DaemonSet' },
    unbroken: true,
  },
  {
    name: 'workload that the pool does not allow any more',
    why: 'A rule of a pool binds at once.',
    given: [...EDGE, pool(), service({ annotations: { workload: 'DaemonSet' } })],
    steps: [
      sees(BOTH),
      edit('LoadBalancerPool', 'default', {
        spec: { workload: 'Deployment', allowedWorkloads: ['Deployment'] },
      }),
    ],
    want: { ...NOTHING, reason: 'PoolForbids' },
  },
  {
    name: 'changed to a pool that does not allow the workload',
    why: 'The Service requests a pool that it may not use, so its last good placement stays.',
    given: [...EDGE, pool(), pool('edge', { workload: 'None', allowedWorkloads: ['None'] }), service()],
    steps: [annotate({ pool: 'edge', workload: 'DaemonSet' })],
    want: { ...BOTH, reason: 'PoolForbids', admitted: 'DaemonSet 80/TCP in default' },
    unbroken: true,
  },
  {
    name: 'port of a protocol that the pool does not allow',
    why: 'An entry may be about one protocol.',
    given: [
      ...EDGE,
      pool('default', { allowedPorts: [{ port: 80 }, { port: 443, protocol: 'TCP' }] }),
      service({ ports: [80, 443, '443/UDP'] }),
    ],
    want: {
      workload: 'DaemonSet 80/TCP 443/TCP',
      mode: 'Proxy',
      reason: 'PoolForbids',
      says: 'port 443/UDP is not allowed (LoadBalancerPool default allows 80, 443/TCP)',
    },
    unbroken: true,
  },
];

const installation: readonly Case[] = [
  {
    name: 'annotation that is not allowed',
    why: 'What runs stays, and the Service says which annotations are allowed.',
    given: [...EDGE, service()],
    before: [configure({ ALLOWED_ANNOTATIONS: 'pool,workload' })],
    steps: [sees(BOTH), annotate({ replicas: '2' })],
    want: {
      ...BOTH,
      reason: 'InvalidAnnotation',
      says: 'annotation akrobateo.kontena.io/replicas is not allowed here, only pool, workload',
    },
    unbroken: true,
  },
  {
    name: 'new with an annotation that is not allowed',
    why: 'It gets no workload until the annotation is removed.',
    given: [...EDGE, service({ annotations: { replicas: '2' } })],
    before: [configure({ ALLOWED_ANNOTATIONS: 'pool' })],
    steps: [
      sees({ addresses: [], reason: 'InvalidAnnotation', workload: 'none' }),
      annotate({ replicas: null }),
    ],
    want: BOTH,
  },
  {
    name: 'opted out, although that is not allowed',
    why: 'The annotation has no effect but a message.',
    given: [...EDGE, service()],
    before: [configure({ ALLOWED_ANNOTATIONS: 'pool' })],
    steps: [annotate({ enabled: 'false' })],
    want: { ...BOTH, reason: 'InvalidAnnotation' },
    unbroken: true,
  },
  {
    name: 'a pool is required',
    why: 'Without one a Service gets nothing, and says what to do.',
    given: [...EDGE, service()],
    before: [configure({ POOL_REQUIRED: 'true' })],
    steps: [
      sees({
        ...NOTHING,
        reason: 'PoolNotFound',
        says: 'name one with annotation akrobateo.kontena.io/pool',
      }),
      add(pool('default', SELECTOR)),
    ],
    want: NODE_1,
  },
  {
    name: 'a pool is required, later',
    why: 'The rule binds at once, also with a misspelt pool that keeps the last good placement otherwise.',
    given: [...EDGE, service()],
    steps: [sees(BOTH), configure({ POOL_REQUIRED: 'true' }), annotate({ pool: 'edgy' })],
    want: { ...NOTHING, reason: 'PoolNotFound' },
  },
  {
    name: 'a pool is required, and it disappears',
    why: 'It has admitted the Service, so what runs stays, and new ports wait.',
    given: [...EDGE, pool(), service()],
    before: [configure({ POOL_REQUIRED: 'true' })],
    steps: [remove('LoadBalancerPool', 'default'), setPorts(80, 443), rest],
    want: { ...BOTH, reason: 'PoolNotFound' },
    unbroken: true,
  },
];

export const tenants: readonly Case[] = [...exclusive, ...excluded, ...workloads, ...installation];
