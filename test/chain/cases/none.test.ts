import { testCases } from '../case.ts';
import { EDGE, FORBIDS, NODES, WITHOUT_PROXIES, endpoints, node, pool, service } from '../objects.ts';
import * as observed from '../observed.ts';
import { add, annotate, edit, editPool, expect, remove, rest, setPorts, wait } from '../steps.ts';

const { BOTH } = observed;
const EXPOSED = { ...observed.EXPOSED, workload: 'none', admitted: 'None 80/TCP in default' };
const ON_N2 = { ...EXPOSED, addresses: ['10.0.0.2'] };
const IN_POOL = [...NODES, pool(), WITHOUT_PROXIES];
const BY_POOL = [...NODES, pool('default', { workload: 'None' }), service()];
const FROM_DAEMON_SET = [...NODES, pool(), service()];
const removePool = remove('LoadBalancerPool', 'default');
const ready = (status: string) => edit('Node', 'n1', { status: { conditions: [{ type: 'Ready', status }] } });

testCases('workload None', [
  {
    title: 'the ready nodes of the pool are published at once, when there is a pool',
    objects: [...NODES, WITHOUT_PROXIES],
    steps: [expect({ addresses: [], reason: 'PoolNotFound' }), add(pool())],
    expected: EXPOSED,
  },
  {
    title: 'the pool may choose it, and the addresses stay while the first proxies of a DaemonSet start',
    objects: BY_POOL,
    steps: [expect(EXPOSED), editPool('default', { workload: 'DaemonSet' })],
    expected: observed.EXPOSED,
  },
  {
    title: 'the last good placement stays when the pool that has chosen it is deleted',
    objects: BY_POOL,
    steps: [removePool],
    expected: { ...EXPOSED, reason: 'PoolNotFound' },
  },
  {
    title: 'it changes to a DaemonSet and back while the addresses stay published',
    objects: IN_POOL,
    steps: [
      annotate({ workload: 'DaemonSet' }),
      rest,
      expect(observed.EXPOSED),
      annotate({ workload: 'None' }),
    ],
    expected: EXPOSED,
    interrupts: 'workload',
  },
  {
    title: 'only ready nodes are published, because no proxy checks them',
    objects: IN_POOL,
    steps: [ready('Unknown'), rest, expect(ON_N2), ready('True')],
    expected: { ...EXPOSED, addresses: ['10.0.0.2', '10.0.0.1'] },
  },
  {
    title: 'no ready node is reported',
    objects: [node('n1', { ready: false }), pool(), WITHOUT_PROXIES],
    expected: { addresses: [], reason: 'NoReadyNode', says: 'no node of LoadBalancerPool default is ready' },
  },
  {
    title: 'the nodes of a pool that becomes empty stay published for the retention, and no longer',
    objects: IN_POOL,
    steps: [
      editPool('default', EDGE),
      expect({ addresses: BOTH, reason: 'NoNodeMatches' }),
      wait(25),
      expect({ addresses: BOTH }),
      wait(10),
    ],
    expected: { addresses: [], reason: 'NoNodeMatches', workload: 'none' },
  },
  {
    title: 'nothing changes for clients if the pool has its nodes again within the retention',
    objects: IN_POOL,
    steps: [
      editPool('default', EDGE),
      wait(20),
      editPool('default', { nodeSelector: { matchLabels: null } }),
    ],
    expected: EXPOSED,
  },
  {
    title: 'what was admitted stays while the pool is missing',
    objects: IN_POOL,
    steps: [removePool, rest, expect({ ...EXPOSED, reason: 'PoolNotFound' }), add(pool())],
    expected: EXPOSED,
  },
  {
    title: 'a new port ends it while the pool is missing, because kube-proxy would take a port without rules',
    objects: IN_POOL,
    steps: [removePool, setPorts(80, 443)],
    expected: { addresses: [], reason: 'PoolNotFound', workload: 'none' },
  },
  {
    title: 'a pool that forbids the namespace ends it at once',
    objects: IN_POOL,
    steps: [editPool('default', FORBIDS)],
    expected: { ...observed.NOTHING, reason: 'PoolForbids' },
  },
  {
    title: 'one reserved port forbids all, because kube-proxy takes every port of a Service',
    objects: [...NODES, pool(), service({ ports: [80, 22], annotations: { workload: 'None' } })],
    steps: [expect({ ...observed.NOTHING, reason: 'PortReserved' }), setPorts(80)],
    expected: EXPOSED,
  },
  {
    title: 'an annotation that needs proxies is reported',
    objects: [...NODES, pool(), service({ annotations: { workload: 'None', 'node-selector': 'role=edge' } })],
    expected: { addresses: [], reason: 'InvalidAnnotation', says: 'needs proxies, and the workload is None' },
  },
  {
    title: 'the DaemonSet stays if None is requested with an annotation that needs proxies',
    objects: FROM_DAEMON_SET,
    steps: [annotate({ workload: 'None', 'ip-mode': 'Proxy' })],
    expected: { addresses: BOTH, reason: 'InvalidAnnotation', workload: 'DaemonSet 80/TCP' },
  },
  {
    title: 'the DaemonSet stays if None is requested without a pool to take nodes from',
    steps: [annotate({ workload: 'None' })],
    expected: { ...observed.EXPOSED, reason: 'PoolNotFound' },
  },
  {
    title: 'the addresses stay if None is requested in a misspelt pool',
    objects: FROM_DAEMON_SET,
    steps: [annotate({ workload: 'None', pool: 'edgy' })],
    expected: { addresses: BOTH, reason: 'PoolNotFound' },
    interrupts: 'workload',
  },
  {
    title: 'the DaemonSet stays if None is requested in an empty pool',
    objects: [...FROM_DAEMON_SET, pool('edge', EDGE)],
    steps: [annotate({ workload: 'None', pool: 'edge' })],
    expected: { ...observed.EXPOSED, reason: 'NoNodeMatches' },
  },
  {
    title: 'with the policy Local the node of the last endpoint stays, and no other node is added',
    objects: [
      ...NODES,
      pool(),
      endpoints('n2'),
      service({ annotations: { workload: 'None' }, spec: { externalTrafficPolicy: 'Local' } }),
    ],
    steps: [expect(ON_N2), remove('EndpointSlice', 'web-1'), add(node('n3'))],
    expected: ON_N2,
  },
]);
