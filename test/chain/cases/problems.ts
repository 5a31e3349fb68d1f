import type { Case } from '../case.ts';
import { foreignPod, namespace, node, nodes, service } from '../given.ts';
import {
  accept,
  add,
  behave,
  deletePods,
  edit,
  refuse,
  remove,
  rest,
  restart,
  sees,
  setPorts,
  wait,
} from '../steps.ts';
import { BOTH, EXPOSED as ON_BOTH, NODES } from '../two-nodes.ts';

const EXPOSED = { ...ON_BOTH, mode: 'VIP' };
const BASELINE = { 'pod-security.kubernetes.io/enforce': 'baseline' };

export const problems: readonly Case[] = [
  {
    name: 'image pull',
    why: 'The Service names the image and the node, and recovers by itself.',
    given: [...NODES, service()],
    before: [behave('n2', 'image pull')],
    steps: [
      rest,
      sees({ addresses: ['10.0.0.1'], reason: 'ImagePull', says: 'cannot be pulled on node n2' }),
      behave('n2', 'ready'),
    ],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'taken port',
    why: 'The Service names the port and the node, and recovers when the other pod is gone.',
    given: [...NODES, foreignPod('n2'), service()],
    steps: [
      rest,
      sees({
        addresses: ['10.0.0.1'],
        reason: 'PortTaken',
        says: '80/TCP is already used by another pod on node n2',
      }),
      remove('Pod', 'other-n2-80'),
    ],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'taken port on every node',
    why: 'No address is published that another program answers at.',
    given: [...NODES, foreignPod('n1'), foreignPod('n2'), service()],
    want: { addresses: [], reason: 'PortTaken', workload: 'DaemonSet 80/TCP' },
  },
  {
    name: 'two Services with one port',
    why: 'The second one says that the port is taken, and takes over when the first one is gone.',
    given: [...NODES, service({ name: 'api' })],
    steps: [
      add(service()),
      rest,
      sees({ addresses: [], reason: 'PortTaken' }),
      sees(EXPOSED, 'api'),
      remove('Service', 'api'),
    ],
    want: EXPOSED,
  },
  {
    name: 'pod security',
    why: 'Pods are refused in the namespace, and created when its label changes.',
    given: [namespace(BASELINE), ...NODES, service()],
    steps: [
      rest,
      sees({ addresses: [], reason: 'PodSecurity', workload: 'DaemonSet 80/TCP' }),
      edit('Namespace', 'shop', {
        metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
      }),
    ],
    want: EXPOSED,
  },
  {
    name: 'not schedulable',
    why: 'The message of the scheduler is repeated.',
    given: [...NODES, service()],
    before: [
      behave('n2', {
        refuse: '0/2 nodes are available: 1 Insufficient cpu. preemption: 0/2 nodes are available.',
      }),
    ],
    want: {
      addresses: ['10.0.0.1'],
      reason: 'NoReadyNode',
      says: 'cannot be scheduled (0/2 nodes are available: 1 Insufficient cpu.)',
    },
    unbroken: true,
  },
  {
    name: 'proxy failed',
    why: 'The termination message of the proxy is repeated, and its node is not published.',
    given: [...NODES, service()],
    before: [behave('n2', { crash: 'nft: cannot load the ruleset.' })],
    want: {
      addresses: ['10.0.0.1'],
      reason: 'ProxyFailed',
      says: 'the proxy stops: nft: cannot load the ruleset on node n2',
    },
    unbroken: true,
  },
  {
    name: 'proxy fails later',
    why: 'A node whose proxy crashes is not being replaced: it disappears.',
    given: [...NODES, service()],
    steps: [
      sees(EXPOSED),
      behave('n2', { crash: 'killed' }),
      rest,
      sees({ addresses: ['10.0.0.1'], reason: 'ProxyFailed' }),
      behave('n2', 'ready'),
    ],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'DaemonSet refused',
    why: 'An admission webhook refuses the workload. The Service says so after the retention.',
    given: [...NODES, service()],
    before: [refuse('DaemonSet')],
    steps: [
      rest,
      sees({ addresses: [], reason: 'WorkloadNotApplied', says: 'does not exist' }),
      accept('DaemonSet'),
      restart,
    ],
    want: EXPOSED,
  },
  {
    name: 'port added while the DaemonSet is refused',
    why: 'A port that no proxy holds is never published as VIP.',
    given: [...NODES, service()],
    steps: [
      refuse('DaemonSet'),
      setPorts(80, 443),
      rest,
      sees({ addresses: BOTH, mode: 'Proxy', reason: 'WorkloadNotApplied', says: 'ports 80/TCP, 443/TCP' }),
      accept('DaemonSet'),
      restart,
    ],
    want: { ...EXPOSED, workload: 'DaemonSet 80/TCP 443/TCP' },
    unbroken: true,
  },
  {
    name: 'pods refused',
    why: 'A quota refuses new pods. The Service says so after the retention.',
    given: [...NODES, service()],
    before: [refuse('Pod')],
    steps: [
      rest,
      sees({ addresses: [], reason: 'PodsRefused', says: '2 of 2 pods of DaemonSet' }),
      accept('Pod'),
    ],
    want: EXPOSED,
  },
  {
    name: 'node down',
    why: 'A pod that does not end is deleted by Kubernetes; its node is retained for a moment and then reported.',
    given: [...NODES, service()],
    steps: [
      behave('n2', 'down'),
      deletePods('n2'),
      sees({ addresses: BOTH }),
      wait(25),
      sees({ addresses: BOTH }),
      wait(10),
    ],
    want: { addresses: ['10.0.0.1'], reason: 'ProxyFailed', says: 'the kubelet does not respond on node n2' },
    unbroken: true,
  },
  {
    name: 'node down, and up again',
    why: 'Its address is published again.',
    given: [...NODES, service()],
    steps: [behave('n2', 'down'), deletePods('n2'), rest, behave('n2', 'ready')],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'node down from the start',
    why: 'A pod that the kubelet never sees is reported after the retention.',
    given: [...NODES, service()],
    before: [behave('n2', 'down')],
    want: { addresses: ['10.0.0.1'], reason: 'ProxyFailed', says: 'the kubelet does not respond on node n2' },
    unbroken: true,
  },
  {
    name: 'node down during a rolling update',
    why: 'The others are updated: a node that is switched off must not keep them from new ports.',
    given: [...nodes('n1', 'n2', 'n3'), service()],
    steps: [behave('n1', 'down'), setPorts(80, 443)],
    want: {
      addresses: ['10.0.0.2', '10.0.0.3'],
      reason: 'ProxyFailed',
      workload: 'DaemonSet 80/TCP 443/TCP',
    },
    unbroken: true,
  },
  {
    name: 'several at once',
    why: 'The most important problem is the reason, and the text has all of them.',
    given: [...nodes('n1', 'n2', 'n3'), foreignPod('n3'), service({ ports: [80, 22] })],
    before: [behave('n2', 'image pull')],
    want: {
      addresses: ['10.0.0.1'],
      reason: 'PortReserved',
      problems: ['PortReserved', 'PortTaken', 'ImagePull'],
    },
    unbroken: true,
  },
  {
    name: 'same problem on many nodes',
    why: 'It is reported once.',
    given: [...nodes('n1', 'n2', 'n3', 'n4', 'n5'), node('n6'), service()],
    before: ['n2', 'n3', 'n4', 'n5', 'n6'].map((name) => behave(name, { crash: 'no' })),
    want: { addresses: ['10.0.0.1'], problems: ['ProxyFailed'], says: 'on nodes n2, n3, n4 and 2 more' },
    unbroken: true,
  },
];
