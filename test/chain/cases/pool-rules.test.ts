import type { PoolSpec } from '../../../hooks/kubernetes/load-balancer-pool.ts';
import { testCases } from '../case.ts';
import { EDGE, EDGE_NODES, FORBIDS, IN_EDGE, namespace, pool, service } from '../objects.ts';
import { EXPOSED, NOTHING, ON_N1 } from '../observed.ts';
import { add, annotate, edit, editPool, expect, remove, rest, restart } from '../steps.ts';
import { setPorts, start, stop } from '../steps.ts';

/** The controller of pools. */
const POOLS = 'akrobateo-pools';
const NEWER = { ...EDGE, workload: 'StatefulSet' } as unknown as PoolSpec;
const OBJECTS = [...EDGE_NODES, pool('edge', EDGE), IN_EDGE];
const TWO_PORTS = service({ ports: [80, 443], annotations: { pool: 'edge' } });

testCases('rules of pools', [
  {
    title: 'a new Service waits until the pool has reported its nodes',
    objects: OBJECTS,
    before: [stop(POOLS)],
    steps: [
      rest,
      expect({ addresses: [], reason: 'Progressing', says: 'has not reported its nodes yet' }),
      start(POOLS),
    ],
    expected: ON_N1,
  },
  {
    title: 'the published nodes stay until the pool has reported the nodes of its new spec',
    objects: OBJECTS,
    steps: [
      stop(POOLS),
      editPool('edge', { nodeSelector: { matchLabels: { role: null } } }),
      rest,
      expect(ON_N1),
      start(POOLS),
    ],
    expected: EXPOSED,
  },
  {
    title: 'the last good placement stays until another pool has reported its nodes',
    objects: [...EDGE_NODES, pool(), service()],
    steps: [
      stop(POOLS),
      add(pool('edge', EDGE)),
      annotate({ pool: 'edge' }),
      rest,
      expect(EXPOSED),
      start(POOLS),
    ],
    expected: { ...ON_N1, admitted: 'DaemonSet 80/TCP in edge' },
  },
  {
    title: 'rules apply before the pool has reported its nodes',
    objects: OBJECTS,
    steps: [stop(POOLS), editPool('edge', FORBIDS)],
    expected: { ...NOTHING, reason: 'PoolForbids' },
  },
  {
    title: 'nothing runs in a pool of a newer version, because it may have rules that cannot be read',
    objects: [...EDGE_NODES, pool('edge', NEWER), IN_EDGE],
    expected: {
      addresses: [],
      reason: 'PoolNotFound',
      says: 'is of a newer version than this hook',
      workload: 'none',
    },
  },
  {
    title: 'what was admitted stays when the pool becomes of a newer version, and no new port is admitted',
    objects: OBJECTS,
    steps: [editPool('edge', NEWER), setPorts(80, 443)],
    expected: {
      ...ON_N1,
      reason: 'PoolNotFound',
      says: 'is of a newer version than this hook',
      mode: 'Proxy',
    },
  },
  {
    title: 'only what was admitted stays when the pool is misspelt and the former pool is missing',
    objects: OBJECTS,
    steps: [remove('LoadBalancerPool', 'edge'), annotate({ pool: 'edgy' }), setPorts(80, 443)],
    expected: { ...ON_N1, reason: 'PoolNotFound', mode: 'Proxy', admitted: 'DaemonSet 80/TCP in edge' },
  },
  {
    title: 'a port that is not allowed is left out, the addresses are Proxy, and nothing runs without a port',
    objects: [...EDGE_NODES, pool('edge', { ...EDGE, allowedPorts: [{ port: 1, endPort: 100 }] }), TWO_PORTS],
    steps: [
      expect({ ...ON_N1, mode: 'Proxy', reason: 'PoolForbids', says: 'port 443/TCP is not allowed' }),
      editPool('edge', { allowedPorts: [{ port: 8443 }] }),
    ],
    expected: { ...NOTHING, reason: 'PoolForbids' },
  },
  {
    title: 'a reserved port is exposed when the pool does not reserve it any more',
    objects: [...EDGE_NODES, pool('edge', { ...EDGE, reservedPorts: [{ port: 443 }] }), TWO_PORTS],
    steps: [
      expect({ ...ON_N1, mode: 'Proxy', reason: 'PortReserved' }),
      editPool('edge', { reservedPorts: null }),
    ],
    expected: { ...ON_N1, workload: 'DaemonSet 80/TCP 443/TCP' },
  },
  {
    title: 'a label of the namespace is enough to admit it',
    objects: [namespace(), ...EDGE_NODES, pool('edge', { ...EDGE, ...FORBIDS }), IN_EDGE],
    steps: [
      expect({ ...NOTHING, reason: 'PoolForbids' }),
      edit('Namespace', 'shop', { metadata: { labels: { team: 'web' } } }),
    ],
    expected: ON_N1,
  },
  {
    title: 'Services that choose no workload follow their pool',
    objects: [...EDGE_NODES, pool(), service()],
    steps: [expect(EXPOSED), editPool('default', { workload: 'Deployment' })],
    expected: { reason: 'Exposed', workload: 'Deployment 80/TCP', admitted: 'Deployment 80/TCP in default' },
    interrupts: 'workload',
  },
  {
    title: 'other address types replace no proxy',
    objects: [...EDGE_NODES, pool(), service()],
    steps: [editPool('default', { addressTypes: ['Hostname'] })],
    expected: { ...EXPOSED, addresses: ['n1', 'n2'], mode: undefined },
  },
  {
    title: 'a status that a person edits is corrected, and a sync of everything changes nothing',
    objects: OBJECTS,
    steps: [
      edit('LoadBalancerPool', 'edge', { status: { nodes: [], totalNodes: 0 } }),
      rest,
      expect(ON_N1),
      restart,
    ],
    expected: ON_N1,
  },
]);
