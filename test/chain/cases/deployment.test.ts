import { testCases } from '../case.ts';
import { EDGE, foreignPod, node, nodes, pool, service } from '../objects.ts';
import { BOTH } from '../observed.ts';
import { annotate, behave, deletePods, edit, editOnly } from '../steps.ts';
import { evictPods, expect, remove, rest, setPorts, wait } from '../steps.ts';

const NODES = nodes('n1', 'n2', 'n3');
const ONE = service({ annotations: { workload: 'Deployment' } });
const TWO = service({ annotations: { workload: 'Deployment', replicas: '2' } });
const EXPOSED = { addresses: ['10.0.0.1'], mode: 'VIP', reason: 'Exposed', workload: 'Deployment 80/TCP' };
const ON_N2 = { ...EXPOSED, addresses: ['10.0.0.2'] };
const UPDATED = { mode: 'VIP', reason: 'Exposed', workload: 'Deployment 80/TCP 443/TCP' };

testCases('Deployment', [
  {
    title: 'it has one proxy by default, and as many as replicas says, each on another node',
    objects: [...NODES, ONE],
    steps: [
      expect(EXPOSED),
      annotate({ replicas: '3' }),
      rest,
      expect({ ...EXPOSED, addresses: [...BOTH, '10.0.0.3'] }),
      annotate({ replicas: '1' }),
    ],
    expected: EXPOSED,
  },
  {
    title: 'more replicas than nodes are reported',
    objects: [...nodes('n1'), TWO],
    expected: { addresses: ['10.0.0.1'], reason: 'PortTaken', says: 'no matching node has 80/TCP free' },
  },
  {
    title: 'no node that matches is reported',
    objects: [...NODES, service({ annotations: { workload: 'Deployment', 'node-selector': 'role=edge' } })],
    expected: { addresses: [], reason: 'NoNodeMatches', workload: 'Deployment 80/TCP' },
  },
  {
    title: 'the proxy runs where its port is free',
    objects: [...NODES, foreignPod('n1'), ONE],
    expected: ON_N2,
  },
  {
    title: 'the only address stays while its proxy is replaced',
    objects: [...NODES, ONE],
    steps: [deletePods('n1')],
    expected: { reason: 'Exposed', workload: 'Deployment 80/TCP' },
  },
  {
    title: 'an evicted pod stays as an object, holds no port and does not count',
    objects: [...NODES, ONE],
    steps: [evictPods('n1')],
    expected: EXPOSED,
  },
  {
    title: 'a proxy on a node that left the pool is replaced, although Kubernetes leaves the pod there',
    objects: [
      node('n1', { labels: { role: 'edge' } }),
      node('n2', { labels: { role: 'edge' } }),
      pool('default', EDGE),
      ONE,
    ],
    steps: [edit('Node', 'n1', { metadata: { labels: { role: null } } })],
    expected: ON_N2,
    interrupts: 'addresses',
  },
  {
    title: 'a port that a paused one does not roll out is not published as VIP',
    objects: [...NODES, ONE],
    steps: [
      editOnly('Deployment', { spec: { paused: true } }),
      setPorts(80, 443),
      expect({ addresses: ['10.0.0.1'], mode: 'Proxy', reason: 'WorkloadNotApplied', says: 'is paused' }),
      editOnly('Deployment', { spec: { paused: null } }),
    ],
    expected: UPDATED,
  },
  {
    title: 'the only address stays, however long the old proxy needs to terminate',
    objects: [...nodes('n1'), ONE],
    steps: [
      behave('n1', 'down'),
      setPorts(80, 443),
      wait(300),
      expect({ addresses: ['10.0.0.1'] }),
      behave('n1', 'ready'),
    ],
    expected: { ...UPDATED, addresses: ['10.0.0.1'] },
  },
  {
    title: 'the proxy of a deleted node moves to another one',
    objects: [...NODES, ONE],
    steps: [remove('Node', 'n1'), deletePods('n1')],
    expected: ON_N2,
  },
  {
    title: 'a rolling update never removes every address',
    objects: [...NODES, TWO],
    steps: [setPorts(80, 443)],
    expected: UPDATED,
  },
  {
    title: 'the Service says why the only proxy is not ready',
    objects: [...NODES, ONE],
    before: [behave('n1', { crash: 'nft: no' })],
    expected: { addresses: [], reason: 'ProxyFailed', says: 'the proxy stops: nft: no on node n1' },
  },
]);
