import { testCases } from '../case.ts';
import { EDGE, EDGE_NODES, FORBIDS, IN_EDGE, node, nodes, pool, service } from '../objects.ts';
import { EXPOSED, NOTHING, ON_N1, ON_N2 } from '../observed.ts';
import { add, annotate, edit, editPool, expect, remove, rest, setPorts, together } from '../steps.ts';

const OBJECTS = [...EDGE_NODES, pool('edge', EDGE), IN_EDGE];
const EMPTY = { nodeSelector: { matchLabels: { role: 'none' } } };
const ADMITTED = { ...ON_N1, admitted: 'DaemonSet 80/TCP in edge' };
const IN_DEFAULT = { ...EXPOSED, admitted: 'DaemonSet 80/TCP in default' };
const removeEdge = remove('LoadBalancerPool', 'edge');
const misspell = annotate({ pool: 'edgy' });

testCases('pools', [
  {
    title: 'a Service is in the pool that it names, or in default',
    objects: [...EDGE_NODES, pool(), pool('edge', EDGE), service()],
    steps: [expect(IN_DEFAULT), annotate({ pool: 'edge' })],
    expected: ADMITTED,
  },
  {
    title: 'a node with the exclude label of the service controller is not a member',
    objects: [
      ...nodes('n1'),
      node('n2', { labels: { 'node.kubernetes.io/exclude-from-external-load-balancers': '' } }),
      pool(),
      service(),
    ],
    expected: ON_N1,
  },
  {
    title: 'the members follow the labels of the nodes',
    objects: OBJECTS,
    steps: [
      edit('Node', 'n2', { metadata: { labels: { role: 'edge' } } }),
      expect(EXPOSED),
      edit('Node', 'n1', { metadata: { labels: { role: null } } }),
    ],
    expected: ON_N2,
  },
  {
    title:
      'a Service without a pool moves into default when that is created, and stays there when it is deleted',
    objects: [...EDGE_NODES, service()],
    steps: [
      expect(EXPOSED),
      add(pool('default', EDGE)),
      rest,
      expect({ ...ON_N1, admitted: 'DaemonSet 80/TCP in default' }),
      remove('LoadBalancerPool', 'default'),
    ],
    expected: { ...ON_N1, reason: 'PoolNotFound', admitted: 'DaemonSet 80/TCP in default' },
  },
  {
    title: 'a Service that names a missing pool gets no workload until the pool exists',
    objects: [...EDGE_NODES, IN_EDGE],
    steps: [expect({ addresses: [], reason: 'PoolNotFound', workload: 'none' }), add(pool('edge', EDGE))],
    expected: ON_N1,
  },
  {
    title:
      'what was admitted stays while the pool is missing, also the ports, until a pool of its name is created',
    objects: OBJECTS,
    steps: [
      removeEdge,
      rest,
      expect({ ...ADMITTED, reason: 'PoolNotFound', says: 'LoadBalancerPool edge does not exist any more' }),
      setPorts(80, 443),
      rest,
      expect({ ...ADMITTED, mode: 'Proxy', reason: 'PoolNotFound' }),
      add(pool('edge')),
    ],
    expected: { ...EXPOSED, workload: 'DaemonSet 80/TCP 443/TCP' },
  },
  {
    title: 'nothing changes for clients when the pool is misspelt and corrected',
    objects: OBJECTS,
    steps: [
      misspell,
      rest,
      expect({ ...ADMITTED, reason: 'PoolNotFound', says: 'LoadBalancerPool edgy does not exist' }),
      annotate({ pool: 'edge' }),
    ],
    expected: ADMITTED,
  },
  {
    title: 'a misspelt pool does not bypass the rules of the former pool',
    objects: OBJECTS,
    steps: [misspell, rest, editPool('edge', FORBIDS)],
    expected: NOTHING,
  },
  {
    title: 'a misspelt pool does not bypass rules that change at the same time',
    objects: OBJECTS,
    steps: [together(editPool('edge', FORBIDS), misspell)],
    expected: NOTHING,
  },
  {
    title: 'the rules of the former pool apply to new ports too while the pool is misspelt',
    objects: [...EDGE_NODES, pool('edge', { ...EDGE, allowedPorts: [{ port: 80 }, { port: 443 }] }), IN_EDGE],
    steps: [misspell, setPorts(80, 443, 8080)],
    expected: { ...ON_N1, mode: 'Proxy', reason: 'PoolNotFound', workload: 'DaemonSet 80/TCP 443/TCP' },
  },
  {
    title: 'the old nodes are not published any more when the Service changes to a pool without common nodes',
    objects: [
      ...EDGE_NODES,
      pool('edge', EDGE),
      pool('rest', { nodeSelector: { matchExpressions: [{ key: 'role', operator: 'DoesNotExist' }] } }),
      IN_EDGE,
    ],
    steps: [annotate({ pool: 'rest' })],
    expected: { ...ON_N2, admitted: 'DaemonSet 80/TCP in rest' },
    interrupts: 'addresses',
  },
  {
    title: 'the last good placement stays while another pool has no nodes',
    objects: [...EDGE_NODES, pool(), pool('edge', EMPTY), service()],
    steps: [annotate({ pool: 'edge' })],
    expected: { ...IN_DEFAULT, reason: 'NoNodeMatches' },
  },
  {
    title: 'the last good placement stays if the Service may not use the pool that it names later',
    objects: [...EDGE_NODES, pool(), pool('edge', FORBIDS), service()],
    steps: [annotate({ pool: 'edge' })],
    expected: { ...IN_DEFAULT, reason: 'PoolForbids' },
  },
  {
    title: 'the last good placement stays while the pool is empty, and then follows the pool again',
    objects: OBJECTS,
    steps: [
      editPool('edge', EMPTY),
      rest,
      expect({ ...ON_N1, reason: 'NoNodeMatches', says: 'no node matches spec.nodeSelector' }),
      add(node('n3', { labels: { role: 'none' } })),
    ],
    expected: { ...EXPOSED, addresses: ['10.0.0.3'] },
    interrupts: 'addresses',
  },
  {
    title: 'a new Service waits for the first node of its pool',
    objects: [...nodes('n2'), pool('edge', EDGE), IN_EDGE],
    steps: [
      expect({ addresses: [], reason: 'NoNodeMatches' }),
      add(node('n1', { labels: { role: 'edge' } })),
    ],
    expected: ON_N1,
  },
]);
