import type { Case } from '../case.ts';
import { foreignPod, nodes, pool, service } from '../given.ts';
import { add, annotate, behave, deletePods, rest, sees, setPorts, wait } from '../steps.ts';

const NODES = nodes('n1', 'n2', 'n3');
const ALL = ['10.0.0.1', '10.0.0.2', '10.0.0.3'];
const ONE = ['10.0.0.1'];
const UPDATED = { mode: 'VIP', reason: 'Exposed', says: undefined, workload: 'DaemonSet 80/TCP 443/TCP' };

export const rollout: readonly Case[] = [
  {
    name: 'of one node',
    why: 'The only address stays published while its proxy is replaced.',
    given: [...nodes('n1'), service()],
    steps: [setPorts(80, 443)],
    want: { ...UPDATED, addresses: ONE },
    unbroken: true,
  },
  {
    name: 'of several nodes, in a pool',
    why: 'All addresses stay published, in their order.',
    given: [...NODES, pool(), service()],
    steps: [setPorts(80, 443)],
    want: { ...UPDATED, addresses: ALL },
    unbroken: true,
  },
  {
    name: 'of one node with a replaced port',
    why: 'No proxy serves the new port for a moment, and the address stays.',
    given: [...nodes('n1'), service()],
    steps: [setPorts(443)],
    want: { ...UPDATED, addresses: ONE, workload: 'DaemonSet 443/TCP' },
    unbroken: true,
  },
  {
    name: 'two, one after the other',
    why: 'A second change during the first one starts from what is there.',
    given: [...nodes('n1'), service()],
    steps: [
      (chain) => {
        setPorts(80, 81)(chain);
        chain.sync();
        chain.cluster.step();
        setPorts(80, 443)(chain);
      },
    ],
    want: { ...UPDATED, addresses: ONE },
    unbroken: true,
  },
  {
    name: 'retention ends',
    why: 'A proxy that does not come back is not being replaced any more after RETENTION_SECONDS.',
    given: [...nodes('n1'), service()],
    steps: [
      behave('n1', 'starting'),
      deletePods('n1'),
      wait(20),
      sees({ addresses: ONE }),
      wait(15),
      sees({ addresses: [] }),
    ],
    want: { addresses: [], reason: 'ProxyFailed' },
  },
  {
    name: 'slow proxies',
    why: 'A proxy that starts within the retention is not a change of the addresses.',
    given: [...nodes('n1'), service()],
    steps: [behave('n1', 'starting'), setPorts(80, 443), wait(20), behave('n1', 'ready')],
    want: { ...UPDATED, addresses: ONE },
    unbroken: true,
  },
  {
    name: 'a faulty version stops at the first node',
    why: 'The nodes that are not updated stay published.',
    given: [...NODES, service()],
    steps: [behave('n1', { crash: 'no' }), setPorts(80, 443), rest],
    want: { addresses: ['10.0.0.2', '10.0.0.3'], mode: 'Proxy', reason: 'ProxyFailed' },
    unbroken: true,
  },
  {
    name: 'port taken meanwhile',
    why: 'The new port is taken on one node: that node disappears, the update stops there, and the Service says so.',
    given: [...NODES, foreignPod('n1', 443), service()],
    steps: [setPorts(80, 443), rest],
    want: {
      addresses: ['10.0.0.2', '10.0.0.3'],
      mode: 'Proxy',
      reason: 'PortTaken',
      says: 'older proxies are not updated',
    },
    unbroken: true,
  },
  {
    name: 'port taken meanwhile, and taken back',
    why: 'The update goes on when the Service removes the port again.',
    given: [...NODES, foreignPod('n1', 443), service()],
    steps: [setPorts(80, 443), rest, setPorts(80)],
    want: { ...UPDATED, addresses: ['10.0.0.2', '10.0.0.3', '10.0.0.1'], workload: 'DaemonSet 80/TCP' },
    unbroken: true,
  },
  {
    name: 'node added meanwhile',
    why: 'The new node is published together with the rest.',
    given: [...NODES, service()],
    steps: [
      (chain) => {
        setPorts(80, 443)(chain);
        add(...nodes('n4'))(chain);
      },
    ],
    want: { ...UPDATED, addresses: [...ALL, '10.0.0.4'] },
    unbroken: true,
  },
  {
    name: 'DaemonSet to Deployment',
    why: 'The old nodes are retained until the new proxy is ready.',
    given: [...nodes('n1'), service()],
    steps: [annotate({ workload: 'Deployment' }), sees({ addresses: ONE })],
    want: { addresses: ONE, reason: 'Exposed', workload: 'Deployment 80/TCP' },
    unbroken: 'addresses',
  },
  {
    name: 'DaemonSet to Deployment, slowly',
    why: 'The DaemonSet is gone long before its pod. The address stays published as long as the pod terminates.',
    given: [...nodes('n1'), service()],
    steps: [
      behave('n1', 'down'),
      annotate({ workload: 'Deployment' }),
      wait(300),
      sees({ addresses: ONE }),
      behave('n1', 'ready'),
    ],
    want: { addresses: ONE, reason: 'Exposed', workload: 'Deployment 80/TCP' },
    unbroken: 'addresses',
  },
  {
    name: 'Deployment to DaemonSet',
    why: 'The old node is retained until the new proxies are ready.',
    given: [...NODES, service({ annotations: { workload: 'Deployment' } })],
    steps: [annotate({ workload: 'DaemonSet' }), sees({ addresses: ALL })],
    want: { addresses: ALL, reason: 'Exposed', workload: 'DaemonSet 80/TCP' },
    unbroken: 'addresses',
  },
];
