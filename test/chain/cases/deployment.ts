import type { Case } from '../case.ts';
import { foreignPod, node, nodes, pool, service } from '../given.ts';
import {
  annotate,
  behave,
  deletePods,
  edit,
  editOnly,
  evictPods,
  remove,
  sees,
  setPorts,
  wait,
} from '../steps.ts';

const NODES = nodes('n1', 'n2', 'n3');
const EDGE = { role: 'edge' };
const ONE = service({ annotations: { workload: 'Deployment' } });
const TWO = service({ annotations: { workload: 'Deployment', replicas: '2' } });

export const deployment: readonly Case[] = [
  {
    name: 'new',
    why: 'A Deployment has one proxy by default, on any node.',
    given: [...NODES, ONE],
    want: { addresses: ['10.0.0.1'], mode: 'VIP', reason: 'Exposed', workload: 'Deployment 80/TCP' },
    unbroken: true,
  },
  {
    name: 'replicas',
    why: 'Two proxies cannot be on one node, because they use one port.',
    given: [...NODES, TWO],
    steps: [sees({ addresses: ['10.0.0.1', '10.0.0.2'] }), annotate({ replicas: '3' })],
    want: { addresses: ['10.0.0.1', '10.0.0.2', '10.0.0.3'], reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'fewer replicas',
    why: 'The node of a removed proxy is not published any more.',
    given: [...NODES, TWO],
    steps: [annotate({ replicas: '1' })],
    want: { addresses: ['10.0.0.1'], reason: 'Exposed', workload: 'Deployment 80/TCP' },
    unbroken: true,
  },
  {
    name: 'more replicas than nodes',
    why: 'The Service says that no node has its port free.',
    given: [...nodes('n1'), TWO],
    want: { addresses: ['10.0.0.1'], reason: 'PortTaken', says: 'no matching node has 80/TCP free' },
    unbroken: true,
  },
  {
    name: 'no node matches',
    why: 'The scheduler says it, and the Service repeats it.',
    given: [...NODES, service({ annotations: { workload: 'Deployment', 'node-selector': 'role=edge' } })],
    want: { addresses: [], reason: 'NoNodeMatches', workload: 'Deployment 80/TCP' },
  },
  {
    name: 'port taken on one node',
    why: 'The proxy goes to another node.',
    given: [...NODES, foreignPod('n1'), ONE],
    want: { addresses: ['10.0.0.2'], reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'pod replaced',
    why: 'While the only proxy is replaced, its address stays published.',
    given: [...NODES, ONE],
    steps: [deletePods('n1')],
    want: { reason: 'Exposed', workload: 'Deployment 80/TCP' },
    unbroken: true,
  },
  {
    name: 'pod evicted',
    why: 'A failed pod stays as an object. It holds no port and does not count.',
    given: [...NODES, ONE],
    steps: [evictPods('n1')],
    want: { addresses: ['10.0.0.1'], reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'node leaves the pool',
    why: 'Kubernetes leaves the pod where it is, so a new placement revision replaces it.',
    given: [
      node('n1', { labels: EDGE }),
      node('n2', { labels: EDGE }),
      pool('default', { nodeSelector: { matchLabels: EDGE } }),
      ONE,
    ],
    steps: [edit('Node', 'n1', { metadata: { labels: { role: null } } })],
    want: { addresses: ['10.0.0.2'], reason: 'Exposed' },
  },
  {
    name: 'paused',
    why: 'A paused Deployment does not roll out a new port. The port is not published as VIP.',
    given: [...NODES, ONE],
    steps: [
      editOnly('Deployment', { spec: { paused: true } }),
      setPorts(80, 443),
      sees({ addresses: ['10.0.0.1'], mode: 'Proxy', reason: 'WorkloadNotApplied', says: 'is paused' }),
      editOnly('Deployment', { spec: { paused: null } }),
    ],
    want: { mode: 'VIP', reason: 'Exposed', workload: 'Deployment 80/TCP 443/TCP' },
    unbroken: true,
  },
  {
    name: 'old proxy terminates slowly',
    why: 'The only address stays published, however long the old proxy needs to terminate.',
    given: [...nodes('n1'), ONE],
    steps: [
      behave('n1', 'down'),
      setPorts(80, 443),
      wait(300),
      sees({ addresses: ['10.0.0.1'] }),
      behave('n1', 'ready'),
    ],
    want: { addresses: ['10.0.0.1'], mode: 'VIP', reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'node deleted',
    why: 'The proxy moves to another node.',
    given: [...NODES, ONE],
    steps: [remove('Node', 'n1'), deletePods('n1')],
    want: { addresses: ['10.0.0.2'], reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'ports added',
    why: 'A rolling update of a Deployment never empties the list.',
    given: [...NODES, TWO],
    steps: [setPorts(80, 443)],
    want: { reason: 'Exposed', workload: 'Deployment 80/TCP 443/TCP' },
    unbroken: true,
  },
  {
    name: 'proxy failed',
    why: 'The Service says why the only proxy is not ready.',
    given: [...NODES, ONE],
    before: [behave('n1', { crash: 'nft: no' })],
    want: { addresses: [], reason: 'ProxyFailed', says: 'the proxy stops: nft: no on node n1' },
  },
];
