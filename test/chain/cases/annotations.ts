import type { Case } from '../case.ts';
import { node, nodes, service } from '../given.ts';
import { add, annotate, behave, removeOnly, sees, setPorts } from '../steps.ts';
import { EXPOSED, NODES } from '../two-nodes.ts';

const EDGE = node('n1', { labels: { role: 'edge' } });

export const annotations: readonly Case[] = [
  {
    name: 'faulty from the start',
    why: 'A new Service with a faulty annotation gets no workload.',
    given: [...NODES, service({ annotations: { workload: 'Daemonset' } })],
    want: {
      addresses: [],
      reason: 'InvalidAnnotation',
      says: 'a correct value is for example "Deployment"',
      workload: 'none',
      admitted: undefined,
    },
  },
  {
    name: 'an address that the API server refuses',
    why: 'One refused entry would refuse the whole status of the Service.',
    given: [...NODES, service({ annotations: { addresses: '::ffff:192.0.2.1' } })],
    want: { addresses: [], reason: 'InvalidAnnotation', says: '::ffff:192.0.2.1', workload: 'none' },
  },
  {
    name: 'faulty from the start, then corrected',
    why: 'The correction exposes the Service.',
    given: [...NODES, service({ annotations: { workload: 'Daemonset' } })],
    steps: [annotate({ workload: 'DaemonSet' })],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'faulty after good ones',
    why: 'The last good options stay in force, and the Service says what is wrong.',
    given: [...NODES, service({ annotations: { workload: 'Deployment' } })],
    steps: [
      sees({ addresses: ['10.0.0.1'], workload: 'Deployment 80/TCP' }),
      annotate({ workload: 'None', replicas: 'two' }),
    ],
    want: {
      addresses: ['10.0.0.1'],
      reason: 'InvalidAnnotation',
      says: 'replicas: "two"',
      workload: 'Deployment 80/TCP',
    },
    unbroken: true,
  },
  {
    name: 'faulty after good ones, while the ports change',
    why: 'Only the annotations stay as they were.',
    given: [...NODES, service()],
    steps: [annotate({ replicas: 'two' }), setPorts(80, 443)],
    want: { addresses: EXPOSED.addresses, reason: 'InvalidAnnotation', workload: 'DaemonSet 80/TCP 443/TCP' },
    unbroken: true,
  },
  {
    name: 'recovered',
    why: 'The corrected annotations are in force, and nothing is reported any more.',
    given: [...NODES, service()],
    steps: [
      annotate({ replicas: 'two' }),
      sees({ reason: 'InvalidAnnotation' }),
      annotate({ replicas: null }),
    ],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'unknown',
    why: 'A misspelt annotation must not be ignored.',
    given: [...NODES, service({ annotations: { workloads: 'None' } })],
    want: {
      addresses: [],
      reason: 'InvalidAnnotation',
      says: 'annotation akrobateo.kontena.io/workloads is unknown',
    },
  },
  {
    name: 'unknown after good ones',
    why: 'A misspelt annotation changes nothing that runs.',
    given: [...NODES, service()],
    steps: [annotate({ workloads: 'None' })],
    want: { addresses: EXPOSED.addresses, reason: 'InvalidAnnotation', workload: 'DaemonSet 80/TCP' },
    unbroken: true,
  },
  {
    name: 'node selector',
    why: 'Proxies run on the matching nodes only.',
    given: [EDGE, ...nodes('n2'), service({ annotations: { 'node-selector': 'role=edge' } })],
    want: { ...EXPOSED, addresses: ['10.0.0.1'] },
    unbroken: true,
  },
  {
    name: 'node selector added',
    why: 'A node that does not match any more is not published any more.',
    given: [EDGE, ...nodes('n2'), service()],
    steps: [sees(EXPOSED), annotate({ 'node-selector': 'role=edge' })],
    want: { ...EXPOSED, addresses: ['10.0.0.1'] },
    unbroken: true,
  },
  {
    name: 'node selector that nothing matches',
    why: 'The problem names the cause, and a node that matches later is published.',
    given: [...NODES, service({ annotations: { 'node-selector': 'role=edge' } })],
    steps: [
      sees({ addresses: [], reason: 'NoNodeMatches', workload: 'DaemonSet 80/TCP' }),
      add(node('n3', { labels: { role: 'edge' } })),
    ],
    want: { ...EXPOSED, addresses: ['10.0.0.3'] },
  },
  {
    name: 'tolerations',
    why: 'A tainted node gets a proxy only with a toleration.',
    given: [
      ...NODES,
      node('n3', { taints: [{ key: 'role', value: 'edge', effect: 'NoSchedule' }] }),
      service(),
    ],
    steps: [sees(EXPOSED), annotate({ tolerations: 'role=edge:NoSchedule' })],
    want: { ...EXPOSED, addresses: ['10.0.0.1', '10.0.0.2', '10.0.0.3'] },
    unbroken: true,
  },
  {
    name: 'ip mode Proxy and back',
    why: 'An annotation may change VIP to Proxy.',
    given: [...NODES, service()],
    steps: [
      sees({ mode: 'VIP' }),
      annotate({ 'ip-mode': 'Proxy' }),
      sees({ mode: 'Proxy' }),
      annotate({ 'ip-mode': 'VIP' }),
    ],
    want: { ...EXPOSED, mode: 'VIP' },
    unbroken: true,
  },
  {
    name: 'faulty while the exposure is created again',
    why: 'Without the exposure there are no last good options, so nothing may run.',
    given: [...NODES, service()],
    steps: [annotate({ replicas: 'two' }), behave('n1', 'ready'), removeOnly('ServiceExposure')],
    want: { addresses: [], reason: 'InvalidAnnotation', workload: 'none' },
  },
];
