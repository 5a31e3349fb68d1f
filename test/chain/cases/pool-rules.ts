import type { PoolSpec } from '../../../hooks/kubernetes/load-balancer-pool.ts';
import type { Case } from '../case.ts';
import { namespace, node, pool, service } from '../given.ts';
import { add, annotate, edit, remove, rest, restart, sees, setPorts, start, stop } from '../steps.ts';

const EDGE = [node('n1', { labels: { role: 'edge' } }), node('n2')];
const SELECTOR = { nodeSelector: { matchLabels: { role: 'edge' } } };
const IN_EDGE = service({ annotations: { pool: 'edge' } });
const ONE = { addresses: ['10.0.0.1'], reason: 'Exposed', workload: 'DaemonSet 80/TCP' };
const BOTH = { addresses: ['10.0.0.1', '10.0.0.2'], reason: 'Exposed', workload: 'DaemonSet 80/TCP' };
/** The controller of pools. */
const POOLS = 'akrobateo-pools';
const NEWER = { ...SELECTOR, workload: 'StatefulSet' } as unknown as PoolSpec;
const FORBIDS = { namespaceSelector: { matchLabels: { team: 'web' } } };

export const poolRules: readonly Case[] = [
  {
    name: 'stale from the start',
    why: 'A new Service waits until the pool has reported its nodes.',
    given: [...EDGE, pool('edge', SELECTOR), IN_EDGE],
    before: [stop(POOLS)],
    steps: [
      rest,
      sees({ addresses: [], reason: 'Progressing', says: 'has not reported its nodes yet' }),
      start(POOLS),
    ],
    want: ONE,
  },
  {
    name: 'stale later',
    why: 'The published nodes stay while the pool has not reported the nodes of its new spec.',
    given: [...EDGE, pool('edge', SELECTOR), IN_EDGE],
    steps: [
      stop(POOLS),
      edit('LoadBalancerPool', 'edge', { spec: { nodeSelector: { matchLabels: { role: null } } } }),
      rest,
      sees(ONE),
      start(POOLS),
    ],
    want: BOTH,
    unbroken: true,
  },
  {
    name: 'changed to a stale one',
    why: 'The last good placement stays until the new pool has reported its nodes.',
    given: [...EDGE, pool(), service()],
    steps: [
      stop(POOLS),
      add(pool('edge', SELECTOR)),
      annotate({ pool: 'edge' }),
      rest,
      sees(BOTH),
      start(POOLS),
    ],
    want: { ...ONE, admitted: 'DaemonSet 80/TCP in edge' },
    unbroken: true,
  },
  {
    name: 'stale, and it forbids the namespace',
    why: 'Rules do not wait for the nodes.',
    given: [...EDGE, pool('edge', SELECTOR), IN_EDGE],
    steps: [stop(POOLS), edit('LoadBalancerPool', 'edge', { spec: FORBIDS })],
    want: { addresses: [], reason: 'PoolForbids', workload: 'none', admitted: 'nothing' },
  },
  {
    name: 'of a newer version from the start',
    why: 'It may have rules that cannot be read, so nothing runs.',
    given: [...EDGE, pool('edge', NEWER), IN_EDGE],
    want: {
      addresses: [],
      reason: 'PoolNotFound',
      says: 'is of a newer version than this hook',
      workload: 'none',
    },
  },
  {
    name: 'of a newer version later',
    why: 'What was admitted stays in force, and a new port is not admitted.',
    given: [...EDGE, pool('edge', SELECTOR), IN_EDGE],
    steps: [edit('LoadBalancerPool', 'edge', { spec: NEWER }), setPorts(80, 443)],
    want: { ...ONE, reason: 'PoolNotFound', says: 'is of a newer version than this hook', mode: 'Proxy' },
    unbroken: true,
  },
  {
    name: 'misspelt later, while its former pool is missing',
    why: 'No rules are known, so only what was admitted stays.',
    given: [...EDGE, pool('edge', SELECTOR), IN_EDGE],
    steps: [remove('LoadBalancerPool', 'edge'), annotate({ pool: 'edgy' }), setPorts(80, 443)],
    want: { ...ONE, reason: 'PoolNotFound', mode: 'Proxy', admitted: 'DaemonSet 80/TCP in edge' },
    unbroken: true,
  },
  {
    name: 'forbids a port',
    why: 'A port that is not allowed is left out, and the addresses are Proxy.',
    given: [
      ...EDGE,
      pool('edge', { ...SELECTOR, allowedPorts: [{ port: 1, endPort: 100 }] }),
      service({ ports: [80, 443], annotations: { pool: 'edge' } }),
    ],
    want: { ...ONE, mode: 'Proxy', reason: 'PoolForbids', says: 'port 443/TCP is not allowed' },
    unbroken: true,
  },
  {
    name: 'forbids every port, later',
    why: 'Nothing may run.',
    given: [...EDGE, pool('edge', SELECTOR), IN_EDGE],
    steps: [sees(ONE), edit('LoadBalancerPool', 'edge', { spec: { allowedPorts: [{ port: 443 }] } })],
    want: { addresses: [], reason: 'PoolForbids', workload: 'none', admitted: 'nothing' },
  },
  {
    name: 'reserves a port, and releases it',
    why: 'A port is exposed again when the pool allows it.',
    given: [
      ...EDGE,
      pool('edge', { ...SELECTOR, reservedPorts: [{ port: 443 }] }),
      service({ ports: [80, 443], annotations: { pool: 'edge' } }),
    ],
    steps: [
      sees({ ...ONE, mode: 'Proxy', reason: 'PortReserved' }),
      edit('LoadBalancerPool', 'edge', { spec: { reservedPorts: null } }),
    ],
    want: { addresses: ['10.0.0.1'], mode: 'VIP', reason: 'Exposed', workload: 'DaemonSet 80/TCP 443/TCP' },
    unbroken: true,
  },
  {
    name: 'forbids the namespace, and admits it by a label',
    why: 'A label of the namespace is enough.',
    given: [namespace(), ...EDGE, pool('edge', { ...SELECTOR, ...FORBIDS }), IN_EDGE],
    steps: [
      sees({ addresses: [], reason: 'PoolForbids', workload: 'none' }),
      edit('Namespace', 'shop', { metadata: { labels: { team: 'web' } } }),
    ],
    want: ONE,
  },
  {
    name: 'changes the workload',
    why: 'Services that do not choose follow their pool.',
    given: [...EDGE, pool(), service()],
    steps: [sees(BOTH), edit('LoadBalancerPool', 'default', { spec: { workload: 'Deployment' } })],
    want: { reason: 'Exposed', workload: 'Deployment 80/TCP', admitted: 'Deployment 80/TCP in default' },
    unbroken: 'addresses',
  },
  {
    name: 'changes its address types',
    why: 'Other addresses are published, and no proxy is replaced.',
    given: [...EDGE, pool(), service()],
    steps: [edit('LoadBalancerPool', 'default', { spec: { addressTypes: ['Hostname'] } })],
    want: { ...BOTH, addresses: ['n1', 'n2'] },
    unbroken: true,
  },
  {
    name: 'status edited by a person',
    why: 'It is corrected.',
    given: [...EDGE, pool('edge', SELECTOR), IN_EDGE],
    steps: [edit('LoadBalancerPool', 'edge', { status: { nodes: [], totalNodes: 0 } })],
    want: ONE,
    unbroken: true,
  },
  {
    name: 'restart of Metacontroller',
    why: 'A sync of everything does not change anything.',
    given: [...EDGE, pool('edge', SELECTOR), IN_EDGE],
    steps: [restart],
    want: ONE,
    unbroken: true,
  },
];
