import type { Case } from '../case.ts';
import { node, nodes, pool, service } from '../given.ts';
import { add, annotate, behave, deletePods, edit, remove, rest, sees, wait } from '../steps.ts';
import { BOTH, EXPOSED as ON_BOTH, NODES } from '../two-nodes.ts';

const EXPOSED = { ...ON_BOTH, mode: 'VIP' };

export const daemonSet: readonly Case[] = [
  {
    name: 'new',
    why: 'A new Service gets a proxy on each node, and publishes their addresses.',
    given: [...NODES, service()],
    want: { ...EXPOSED, admitted: 'DaemonSet 80/TCP', problems: [] },
    unbroken: true,
  },
  {
    name: 'new, and no proxy becomes ready',
    why: 'After a moment the Service says that nothing is ready yet, and then that a proxy is not ready.',
    given: [...nodes('n1'), service()],
    before: [behave('n1', 'starting')],
    steps: [wait(4), sees({ addresses: [], reason: 'Progressing', workload: 'DaemonSet 80/TCP' })],
    want: { addresses: [], reason: 'ProxyFailed', says: 'the proxy is not ready on node n1' },
  },
  {
    name: 'node added',
    why: 'A new node is published when its proxy is ready.',
    given: [...NODES, service()],
    steps: [add(node('n3'))],
    want: { ...EXPOSED, addresses: [...BOTH, '10.0.0.3'] },
    unbroken: true,
  },
  {
    name: 'node deleted',
    why: 'A node that is gone is not published any more.',
    given: [...NODES, pool(), service()],
    steps: [remove('Node', 'n2')],
    want: { ...EXPOSED, addresses: ['10.0.0.1'] },
    unbroken: true,
  },
  {
    name: 'only node deleted',
    why: 'The last address disappears too, because no node is left.',
    given: [...nodes('n1'), service()],
    steps: [sees({ addresses: ['10.0.0.1'] }), remove('Node', 'n1')],
    want: { addresses: [], reason: 'NoNodeMatches', workload: 'DaemonSet 80/TCP' },
  },
  {
    name: 'pod deleted',
    why: 'A proxy that is replaced is not a change of the addresses.',
    given: [...nodes('n1'), service()],
    steps: [deletePods('n1')],
    want: { ...EXPOSED, addresses: ['10.0.0.1'] },
    unbroken: true,
  },
  {
    name: 'DaemonSet deleted by a person',
    why: 'It is created again.',
    given: [...NODES, service()],
    steps: [
      ({ api }) => {
        for (const set of api.list('DaemonSet')) api.delete(set);
      },
    ],
    want: EXPOSED,
    unbroken: 'addresses',
  },
  {
    name: 'DaemonSet edited by a person',
    why: 'What we render is written again.',
    given: [...NODES, service()],
    steps: [
      ({ api }) => {
        for (const set of api.list('DaemonSet')) {
          const { template } = set.spec as { template: { spec: object } };
          const spec = { ...set.spec, template: { ...template, spec: { ...template.spec, containers: [] } } };
          api.update(set, { ...set, spec });
        }
      },
    ],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'growth is published in steps',
    why: 'In a rollout to many nodes one more node waits a moment for others, and requests the sync that publishes it.',
    given: [...nodes('n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7'), pool(), service()],
    before: ['n3', 'n4', 'n5', 'n6', 'n7'].map((name) => behave(name, 'starting')),
    steps: [
      sees({ addresses: BOTH }),
      behave('n3', 'ready'),
      sees({ addresses: BOTH }),
      wait(6),
      sees({ addresses: [...BOTH, '10.0.0.3'] }),
      ...['n4', 'n5', 'n6', 'n7'].map((name) => behave(name, 'ready')),
    ],
    want: { ...EXPOSED, addresses: [...BOTH, ...[3, 4, 5, 6, 7].map((last) => `10.0.0.${last}`)] },
    unbroken: true,
  },
  {
    name: 'growth that never completes',
    why: 'A node that never becomes ready does not keep the others waiting.',
    given: [...nodes('n1', 'n2', 'n3'), pool(), service()],
    before: [behave('n2', 'starting'), behave('n3', { crash: 'nft: no' })],
    steps: [sees({ addresses: ['10.0.0.1'] }), behave('n2', 'ready'), wait(3)],
    want: { addresses: BOTH, reason: 'ProxyFailed', says: 'the proxy stops: nft: no on node n3' },
    unbroken: true,
  },
  {
    name: 'node not ready',
    why: 'A node whose kubelet is silent keeps its ready proxy until Kubernetes says otherwise.',
    given: [...NODES, pool(), service()],
    steps: [
      behave('n2', 'down'),
      edit('Node', 'n2', { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } }),
      rest,
    ],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'to a Deployment and back',
    why: 'An address is published all the time: the nodes of the old proxies stay until new ones are ready.',
    given: [...NODES, service()],
    steps: [
      annotate({ workload: 'Deployment' }),
      rest,
      sees({ addresses: ['10.0.0.1'], workload: 'Deployment 80/TCP' }),
      annotate({ workload: null }),
    ],
    want: EXPOSED,
    unbroken: 'addresses',
  },
];
