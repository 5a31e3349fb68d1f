import type { Case } from '../case.ts';
import { node, nodes, pool, service } from '../given.ts';
import { add, annotate, edit, remove, rest, sees, setPorts } from '../steps.ts';

const EDGE = [node('n1', { labels: { role: 'edge' } }), node('n2')];
const SELECTOR = { nodeSelector: { matchLabels: { role: 'edge' } } };
const IN_EDGE = service({ annotations: { pool: 'edge' } });
const ONE = { addresses: ['10.0.0.1'], reason: 'Exposed', workload: 'DaemonSet 80/TCP' };
const BOTH = { addresses: ['10.0.0.1', '10.0.0.2'], reason: 'Exposed', workload: 'DaemonSet 80/TCP' };
const FORBIDS = { namespaceSelector: { matchLabels: { team: 'web' } } };

export const pools: readonly Case[] = [
  {
    name: 'default',
    why: 'A Service that names no pool is in the pool `default`.',
    given: [...EDGE, pool('default', SELECTOR), service()],
    want: { ...ONE, admitted: 'DaemonSet 80/TCP in default' },
    unbroken: true,
  },
  {
    name: 'by name',
    why: 'A Service is in the pool that it names.',
    given: [...EDGE, pool(), pool('edge', SELECTOR), IN_EDGE],
    want: { ...ONE, admitted: 'DaemonSet 80/TCP in edge' },
    unbroken: true,
  },
  {
    name: 'excluded node',
    why: 'Nodes with the label of the service controller are not members.',
    given: [
      ...nodes('n1'),
      node('n2', { labels: { 'node.kubernetes.io/exclude-from-external-load-balancers': '' } }),
      pool(),
      service(),
    ],
    want: ONE,
    unbroken: true,
  },
  {
    name: 'node joins and leaves',
    why: 'The members follow the labels of the nodes.',
    given: [...EDGE, pool('edge', SELECTOR), IN_EDGE],
    steps: [
      edit('Node', 'n2', { metadata: { labels: { role: 'edge' } } }),
      sees(BOTH),
      edit('Node', 'n1', { metadata: { labels: { role: null } } }),
    ],
    want: { ...ONE, addresses: ['10.0.0.2'] },
    unbroken: true,
  },
  {
    name: 'created after the Service',
    why: 'A Service without a pool moves into `default` when it is created.',
    given: [...EDGE, service()],
    steps: [sees(BOTH), add(pool('default', SELECTOR))],
    want: { ...ONE, admitted: 'DaemonSet 80/TCP in default' },
    unbroken: true,
  },
  {
    name: 'missing from the start',
    why: 'A Service that names a missing pool gets no workload until the pool exists.',
    given: [...EDGE, IN_EDGE],
    steps: [sees({ addresses: [], reason: 'PoolNotFound', workload: 'none' }), add(pool('edge', SELECTOR))],
    want: ONE,
  },
  {
    name: 'missing later',
    why: 'What was admitted stays in force.',
    given: [...EDGE, pool('edge', SELECTOR), IN_EDGE],
    steps: [remove('LoadBalancerPool', 'edge')],
    want: {
      ...ONE,
      reason: 'PoolNotFound',
      says: 'LoadBalancerPool edge does not exist any more',
      admitted: 'DaemonSet 80/TCP in edge',
    },
    unbroken: true,
  },
  {
    name: 'missing later, and created again',
    why: 'The rules of the new pool apply.',
    given: [...EDGE, pool('edge', SELECTOR), IN_EDGE],
    steps: [remove('LoadBalancerPool', 'edge'), rest, add(pool('edge'))],
    want: BOTH,
    unbroken: true,
  },
  {
    name: 'missing later, and a port is added',
    why: 'No rules are known, so only the ports that were admitted stay.',
    given: [...EDGE, pool('edge', SELECTOR), IN_EDGE],
    steps: [remove('LoadBalancerPool', 'edge'), setPorts(80, 443)],
    want: { addresses: ['10.0.0.1'], mode: 'Proxy', reason: 'PoolNotFound', workload: 'DaemonSet 80/TCP' },
    unbroken: true,
  },
  {
    name: '`default` missing later',
    why: 'A pool that disappears is a mistake, not a wish to run on every node.',
    given: [...EDGE, pool('default', SELECTOR), service()],
    steps: [remove('LoadBalancerPool', 'default')],
    want: { ...ONE, reason: 'PoolNotFound', admitted: 'DaemonSet 80/TCP in default' },
    unbroken: true,
  },
  {
    name: 'misspelt later',
    why: 'The running proxies are not changed.',
    given: [...EDGE, pool('edge', SELECTOR), IN_EDGE],
    steps: [annotate({ pool: 'edgy' })],
    want: {
      ...ONE,
      reason: 'PoolNotFound',
      says: 'LoadBalancerPool edgy does not exist',
      admitted: 'DaemonSet 80/TCP in edge',
    },
    unbroken: true,
  },
  {
    name: 'misspelt later, and corrected',
    why: 'Nothing changes for clients.',
    given: [...EDGE, pool('edge', SELECTOR), IN_EDGE],
    steps: [annotate({ pool: 'edgy' }), rest, annotate({ pool: 'edge' })],
    want: { ...ONE, says: undefined, admitted: 'DaemonSet 80/TCP in edge' },
    unbroken: true,
  },
  {
    name: 'misspelt later, while its former pool forbids the namespace',
    why: 'A typing error must not bypass the rules of the former pool.',
    given: [...EDGE, pool('edge', SELECTOR), IN_EDGE],
    steps: [annotate({ pool: 'edgy' }), rest, edit('LoadBalancerPool', 'edge', { spec: FORBIDS })],
    want: { addresses: [], workload: 'none', admitted: 'nothing' },
  },
  {
    name: 'misspelt at the same time as its former pool forbids',
    why: 'The order of the two changes does not matter.',
    given: [...EDGE, pool('edge', SELECTOR), IN_EDGE],
    steps: [
      (chain) => {
        edit('LoadBalancerPool', 'edge', { spec: FORBIDS })(chain);
        annotate({ pool: 'edgy' })(chain);
      },
    ],
    want: { addresses: [], workload: 'none', admitted: 'nothing' },
  },
  {
    name: 'misspelt later, and a new port that its former pool forbids',
    why: 'The rules of the former pool apply to new ports too.',
    given: [...EDGE, pool('edge', { ...SELECTOR, allowedPorts: [{ port: 80 }, { port: 443 }] }), IN_EDGE],
    steps: [annotate({ pool: 'edgy' }), setPorts(80, 443, 8080)],
    want: {
      addresses: ['10.0.0.1'],
      mode: 'Proxy',
      reason: 'PoolNotFound',
      workload: 'DaemonSet 80/TCP 443/TCP',
    },
    unbroken: true,
  },
  {
    name: 'changed',
    why: 'The proxies move to the nodes of the other pool.',
    given: [...EDGE, pool(), pool('edge', SELECTOR), service()],
    steps: [sees(BOTH), annotate({ pool: 'edge' })],
    want: { ...ONE, admitted: 'DaemonSet 80/TCP in edge' },
    unbroken: true,
  },
  {
    name: 'changed to one without common nodes',
    why: 'The old nodes are not published any more when the new ones are.',
    given: [
      ...EDGE,
      pool('edge', SELECTOR),
      pool('rest', { nodeSelector: { matchExpressions: [{ key: 'role', operator: 'DoesNotExist' }] } }),
      IN_EDGE,
    ],
    steps: [annotate({ pool: 'rest' })],
    want: { ...ONE, addresses: ['10.0.0.2'], admitted: 'DaemonSet 80/TCP in rest' },
  },
  {
    name: 'changed to an empty one',
    why: 'The last good placement stays while the new pool has no nodes.',
    given: [...EDGE, pool(), pool('edge', { nodeSelector: { matchLabels: { role: 'none' } } }), service()],
    steps: [annotate({ pool: 'edge' })],
    want: { ...BOTH, reason: 'NoNodeMatches', admitted: 'DaemonSet 80/TCP in default' },
    unbroken: true,
  },
  {
    name: 'changed to one that forbids',
    why: 'The Service requests a pool that it may not use, so its last good placement stays.',
    given: [...EDGE, pool(), pool('edge', FORBIDS), service()],
    steps: [annotate({ pool: 'edge' })],
    want: { ...BOTH, reason: 'PoolForbids', admitted: 'DaemonSet 80/TCP in default' },
    unbroken: true,
  },
  {
    name: 'emptied',
    why: 'The last good placement stays while the pool has no nodes.',
    given: [...EDGE, pool('edge', SELECTOR), IN_EDGE],
    steps: [edit('LoadBalancerPool', 'edge', { spec: { nodeSelector: { matchLabels: { role: 'none' } } } })],
    want: { ...ONE, reason: 'NoNodeMatches', says: 'no node matches spec.nodeSelector' },
    unbroken: true,
  },
  {
    name: 'emptied, and filled with another node',
    why: 'The placement follows the pool again.',
    given: [...EDGE, pool('edge', SELECTOR), IN_EDGE],
    steps: [
      edit('LoadBalancerPool', 'edge', { spec: { nodeSelector: { matchLabels: { role: 'none' } } } }),
      rest,
      add(node('n3', { labels: { role: 'none' } })),
    ],
    want: { ...ONE, addresses: ['10.0.0.3'] },
  },
  {
    name: 'empty from the start',
    why: 'A new Service waits for the first node of its pool.',
    given: [...nodes('n2'), pool('edge', SELECTOR), IN_EDGE],
    steps: [sees({ addresses: [], reason: 'NoNodeMatches' }), add(node('n1', { labels: { role: 'edge' } }))],
    want: ONE,
  },
];
