import { testCases } from '../case.ts';
import { NODES, node, nodes, pool, service } from '../objects.ts';
import { BOTH, EXPOSED, ON_N1 } from '../observed.ts';
import { add, annotate, behave, deletePods, edit, editOnly, expect } from '../steps.ts';
import { remove, removeOnly, rest, wait } from '../steps.ts';

testCases('DaemonSet', [
  {
    title: 'a new Service gets a proxy on each node',
    expected: { ...EXPOSED, admitted: 'DaemonSet 80/TCP', problems: [] },
  },
  {
    title: 'the Service says first that no proxy is ready yet, and then that one is not ready',
    objects: [...nodes('n1'), service()],
    before: [behave('n1', 'starting')],
    steps: [wait(4), expect({ addresses: [], reason: 'Progressing', workload: 'DaemonSet 80/TCP' })],
    expected: { addresses: [], reason: 'ProxyFailed', says: 'the proxy is not ready on node n1' },
  },
  {
    title: 'a new node is published when its proxy is ready, and a deleted one is not published any more',
    objects: [...NODES, pool(), service()],
    steps: [
      add(node('n3')),
      rest,
      expect({ ...EXPOSED, addresses: [...BOTH, '10.0.0.3'] }),
      remove('Node', 'n3'),
      remove('Node', 'n2'),
    ],
    expected: ON_N1,
  },
  {
    title: 'the last address disappears when the last node is deleted',
    objects: [...nodes('n1'), service()],
    steps: [expect({ addresses: ['10.0.0.1'] }), remove('Node', 'n1')],
    expected: { addresses: [], reason: 'NoNodeMatches', workload: 'DaemonSet 80/TCP' },
  },
  {
    title: 'the only address stays while its proxy is replaced',
    objects: [...nodes('n1'), service()],
    steps: [deletePods('n1')],
    expected: ON_N1,
  },
  {
    title: 'one that a person deletes is created again',
    steps: [removeOnly('DaemonSet')],
    expected: EXPOSED,
    interrupts: 'workload',
  },
  {
    title: 'what a person edits is written again',
    steps: [editOnly('DaemonSet', { spec: { template: { spec: { containers: [] } } } })],
    expected: EXPOSED,
  },
  {
    title: 'growth is published in steps, because one more node waits a moment for others',
    objects: [...nodes('n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7'), pool(), service()],
    before: ['n3', 'n4', 'n5', 'n6', 'n7'].map((name) => behave(name, 'starting')),
    steps: [
      expect({ addresses: BOTH }),
      behave('n3', 'ready'),
      expect({ addresses: BOTH }),
      wait(6),
      expect({ addresses: [...BOTH, '10.0.0.3'] }),
      ...['n4', 'n5', 'n6', 'n7'].map((name) => behave(name, 'ready')),
    ],
    expected: { ...EXPOSED, addresses: [...BOTH, ...[3, 4, 5, 6, 7].map((last) => `10.0.0.${last}`)] },
  },
  {
    title: 'a node that never becomes ready does not keep the others waiting',
    objects: [...nodes('n1', 'n2', 'n3'), pool(), service()],
    before: [behave('n2', 'starting'), behave('n3', { crash: 'nft: no' })],
    steps: [expect({ addresses: ['10.0.0.1'] }), behave('n2', 'ready'), wait(3)],
    expected: { addresses: BOTH, reason: 'ProxyFailed', says: 'the proxy stops: nft: no on node n3' },
  },
  {
    title: 'a node whose kubelet does not report keeps its ready proxy',
    objects: [...NODES, pool(), service()],
    steps: [
      behave('n2', 'down'),
      edit('Node', 'n2', { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } }),
      rest,
    ],
    expected: EXPOSED,
  },
  {
    title: 'it changes to a Deployment and back while an address stays published',
    steps: [
      annotate({ workload: 'Deployment' }),
      rest,
      expect({ addresses: ['10.0.0.1'], workload: 'Deployment 80/TCP' }),
      annotate({ workload: null }),
    ],
    expected: EXPOSED,
    interrupts: 'workload',
  },
]);
