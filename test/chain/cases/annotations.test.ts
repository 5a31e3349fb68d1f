import { testCases } from '../case.ts';
import { EDGE_NODES, NODES, node, service } from '../objects.ts';
import { BOTH, EXPOSED, ON_N1 } from '../observed.ts';
import { add, annotate, expect, removeOnly, setPorts } from '../steps.ts';

const INVALID = { addresses: [], reason: 'InvalidAnnotation', workload: 'none' };

testCases('annotations', [
  {
    title: 'a new Service with a wrong one gets no workload until it is corrected',
    objects: [...NODES, service({ annotations: { workload: 'Daemonset' } })],
    steps: [
      expect({ ...INVALID, says: 'a correct value is for example "Deployment"', admitted: undefined }),
      annotate({ workload: 'DaemonSet' }),
    ],
    expected: EXPOSED,
  },
  {
    title: 'an address that the API server refuses is wrong, because it would refuse the whole status',
    objects: [...NODES, service({ annotations: { addresses: '::ffff:192.0.2.1' } })],
    expected: { ...INVALID, says: '::ffff:192.0.2.1' },
  },
  {
    title: 'the last good options stay in force when one becomes wrong',
    objects: [...NODES, service({ annotations: { workload: 'Deployment' } })],
    steps: [
      expect({ addresses: ['10.0.0.1'], workload: 'Deployment 80/TCP' }),
      annotate({ workload: 'None', replicas: 'two' }),
    ],
    expected: {
      addresses: ['10.0.0.1'],
      reason: 'InvalidAnnotation',
      says: 'replicas: "two"',
      workload: 'Deployment 80/TCP',
    },
  },
  {
    title: 'ports still change while one is wrong, and nothing is reported after the correction',
    steps: [
      annotate({ replicas: 'two' }),
      setPorts(80, 443),
      expect({ addresses: BOTH, reason: 'InvalidAnnotation', workload: 'DaemonSet 80/TCP 443/TCP' }),
      annotate({ replicas: null }),
    ],
    expected: { ...EXPOSED, workload: 'DaemonSet 80/TCP 443/TCP' },
  },
  {
    title: 'an unknown one changes nothing that runs',
    steps: [annotate({ workloads: 'None' })],
    expected: {
      ...EXPOSED,
      reason: 'InvalidAnnotation',
      says: 'annotation akrobateo.kontena.io/workloads is unknown',
    },
  },
  {
    title: 'node-selector leaves only the nodes that match',
    objects: [...EDGE_NODES, service()],
    steps: [expect(EXPOSED), annotate({ 'node-selector': 'role=edge' })],
    expected: ON_N1,
  },
  {
    title:
      'node-selector that matches no node is the reported cause, and a node that matches later is published',
    objects: [...NODES, service({ annotations: { 'node-selector': 'role=edge' } })],
    steps: [
      expect({ addresses: [], reason: 'NoNodeMatches', workload: 'DaemonSet 80/TCP' }),
      add(node('n3', { labels: { role: 'edge' } })),
    ],
    expected: { ...EXPOSED, addresses: ['10.0.0.3'] },
  },
  {
    title: 'a node with a taint gets a proxy only with tolerations',
    objects: [
      ...NODES,
      node('n3', { taints: [{ key: 'role', value: 'edge', effect: 'NoSchedule' }] }),
      service(),
    ],
    steps: [expect(EXPOSED), annotate({ tolerations: 'role=edge:NoSchedule' })],
    expected: { ...EXPOSED, addresses: [...BOTH, '10.0.0.3'] },
  },
  {
    title: 'nothing runs with a wrong one when the exposure, and with it the last good options, is lost',
    steps: [annotate({ replicas: 'two' }), removeOnly('ServiceExposure')],
    expected: INVALID,
  },
]);
