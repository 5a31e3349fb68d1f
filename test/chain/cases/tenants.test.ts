import { testCases } from '../case.ts';
import { EDGE, EDGE_NODES, WITHOUT_PROXIES, node, pool, service } from '../objects.ts';
import { EXPOSED, NOTHING, ON_N1 } from '../observed.ts';
import { add, annotate, configure, editPool, expect, remove, rest, setPorts } from '../steps.ts';

const EXCLUDE = 'node.kubernetes.io/exclude-from-external-load-balancers';
const IN_DEFAULT = [...EDGE_NODES, pool(), service()];

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
