import { testCases } from '../case.ts';
import { NODES, foreignPod, namespace, nodes, service } from '../objects.ts';
import { BOTH, EXPOSED } from '../observed.ts';
import { accept, add, behave, deletePods, edit, expect, refuse } from '../steps.ts';
import { remove, rest, restart, setPorts, wait } from '../steps.ts';

const LEVEL = 'pod-security.kubernetes.io/enforce';
const ONE = ['10.0.0.1'];
const NO_RESPONSE = {
  addresses: ONE,
  reason: 'ProxyFailed',
  says: 'the kubelet does not respond on node n2',
};

testCases('problems', [
  {
    title: 'an image that cannot be pulled is reported with its node',
    before: [behave('n2', 'image pull')],
    steps: [
      rest,
      expect({ addresses: ONE, reason: 'ImagePull', says: 'cannot be pulled on node n2' }),
      behave('n2', 'ready'),
    ],
    expected: EXPOSED,
  },
  {
    title:
      'a port that another pod uses is reported, and no address is published where another program serves',
    objects: [...NODES, foreignPod('n1'), foreignPod('n2'), service()],
    steps: [
      rest,
      expect({ addresses: [], reason: 'PortTaken', workload: 'DaemonSet 80/TCP' }),
      remove('Pod', 'other-n1-80'),
      rest,
      expect({
        addresses: ONE,
        reason: 'PortTaken',
        says: '80/TCP is already used by another pod on node n2',
      }),
      remove('Pod', 'other-n2-80'),
    ],
    expected: EXPOSED,
  },
  {
    title: 'the second Service with one port gets it when the first one is deleted',
    objects: [...NODES, service({ name: 'api' })],
    steps: [
      add(service()),
      rest,
      expect({ addresses: [], reason: 'PortTaken' }),
      expect(EXPOSED, 'api'),
      remove('Service', 'api'),
    ],
    expected: EXPOSED,
  },
  {
    title: 'pods that pod security refuses are created when the label of the namespace changes',
    objects: [namespace({ [LEVEL]: 'baseline' }), ...NODES, service()],
    steps: [
      rest,
      expect({ addresses: [], reason: 'PodSecurity', workload: 'DaemonSet 80/TCP' }),
      edit('Namespace', 'shop', { metadata: { labels: { [LEVEL]: 'privileged' } } }),
    ],
    expected: EXPOSED,
  },
  {
    title: 'the message of the scheduler is repeated',
    before: [
      behave('n2', {
        refuse: '0/2 nodes are available: 1 Insufficient cpu. preemption: 0/2 nodes are available.',
      }),
    ],
    expected: {
      addresses: ONE,
      reason: 'NoReadyNode',
      says: 'cannot be scheduled (0/2 nodes are available: 1 Insufficient cpu.)',
    },
  },
  {
    title: 'the termination message of a proxy is repeated, and its node is not published until it recovers',
    steps: [
      behave('n2', { crash: 'nft: cannot load the ruleset.' }),
      rest,
      expect({
        addresses: ONE,
        reason: 'ProxyFailed',
        says: 'the proxy stops: nft: cannot load the ruleset on node n2',
      }),
      behave('n2', 'ready'),
    ],
    expected: EXPOSED,
  },
  {
    title: 'a refused DaemonSet is reported after the retention',
    before: [refuse('DaemonSet')],
    steps: [
      rest,
      expect({ addresses: [], reason: 'WorkloadNotApplied', says: 'does not exist' }),
      accept('DaemonSet'),
      restart,
    ],
    expected: EXPOSED,
  },
  {
    title: 'a port that no proxy holds, because the DaemonSet is refused, is never published as VIP',
    steps: [
      refuse('DaemonSet'),
      setPorts(80, 443),
      rest,
      expect({ addresses: BOTH, mode: 'Proxy', reason: 'WorkloadNotApplied', says: 'ports 80/TCP, 443/TCP' }),
      accept('DaemonSet'),
      restart,
    ],
    expected: { ...EXPOSED, workload: 'DaemonSet 80/TCP 443/TCP' },
  },
  {
    title: 'pods that a quota refuses are reported after the retention',
    before: [refuse('Pod')],
    steps: [
      rest,
      expect({ addresses: [], reason: 'PodsRefused', says: '2 of 2 pods of DaemonSet' }),
      accept('Pod'),
    ],
    expected: EXPOSED,
  },
  {
    title: 'the address of a node that is down stays for the retention, and is published again later',
    steps: [
      behave('n2', 'down'),
      deletePods('n2'),
      wait(25),
      expect({ addresses: BOTH }),
      wait(10),
      rest,
      expect(NO_RESPONSE),
      behave('n2', 'ready'),
    ],
    expected: EXPOSED,
  },
  {
    title: 'a pod that the kubelet never starts is reported after the retention',
    before: [behave('n2', 'down')],
    expected: NO_RESPONSE,
  },
  {
    title: 'a node that is switched off does not keep the others from a rolling update',
    objects: [...nodes('n1', 'n2', 'n3'), service()],
    steps: [behave('n1', 'down'), setPorts(80, 443)],
    expected: {
      addresses: ['10.0.0.2', '10.0.0.3'],
      reason: 'ProxyFailed',
      workload: 'DaemonSet 80/TCP 443/TCP',
    },
  },
  {
    title: 'the most important of several is the reason, and the text has all of them',
    objects: [...nodes('n1', 'n2', 'n3'), foreignPod('n3'), service({ ports: [80, 22] })],
    before: [behave('n2', 'image pull')],
    expected: {
      addresses: ONE,
      reason: 'PortReserved',
      problems: ['PortReserved', 'PortTaken', 'ImagePull'],
    },
  },
  {
    title: 'the same problem on many nodes is reported once',
    objects: [...nodes('n1', 'n2', 'n3', 'n4', 'n5', 'n6'), service()],
    before: ['n2', 'n3', 'n4', 'n5', 'n6'].map((name) => behave(name, { crash: 'no' })),
    expected: { addresses: ONE, problems: ['ProxyFailed'], says: 'on nodes n2, n3, n4 and 2 more' },
  },
]);
