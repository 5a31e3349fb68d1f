import type { Case } from '../case.ts';
import { endpoints, node, nodes, pool, service } from '../given.ts';
import { add, annotate, edit, remove, rest, sees, setPorts, wait } from '../steps.ts';

const NODES = nodes('n1', 'n2');
const BOTH = ['10.0.0.1', '10.0.0.2'];
const NONE = service({ annotations: { workload: 'None' } });
const EXPOSED = {
  addresses: BOTH,
  mode: 'VIP',
  reason: 'Exposed',
  workload: 'none',
  admitted: 'None 80/TCP in default',
};
const NO_NODE = { matchLabels: { role: 'edge' } };

export const none: readonly Case[] = [
  {
    name: 'new',
    why: 'Without proxies the ready nodes of the pool are published at once.',
    given: [...NODES, pool(), NONE],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'new, and the pool comes later',
    why: 'The Service says that a pool is needed, and is exposed when there is one.',
    given: [...NODES, NONE],
    steps: [sees({ addresses: [], reason: 'PoolNotFound' }), add(pool())],
    want: EXPOSED,
  },
  {
    name: 'by the pool',
    why: 'The pool may choose the workload for Services that do not.',
    given: [...NODES, pool('default', { workload: 'None' }), service()],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'by the pool, which changes to DaemonSet',
    why: 'The addresses stay published while the first proxies start.',
    given: [...NODES, pool('default', { workload: 'None' }), service()],
    steps: [edit('LoadBalancerPool', 'default', { spec: { workload: 'DaemonSet' } })],
    want: { addresses: BOTH, mode: 'VIP', reason: 'Exposed', workload: 'DaemonSet 80/TCP' },
    unbroken: true,
  },
  {
    name: 'by the pool, which disappears',
    why: 'The last good placement stays in force.',
    given: [...NODES, pool('default', { workload: 'None' }), service()],
    steps: [remove('LoadBalancerPool', 'default')],
    want: { addresses: BOTH, reason: 'PoolNotFound', workload: 'none' },
    unbroken: true,
  },
  {
    name: 'from DaemonSet',
    why: 'kube-proxy serves at once, so the proxies can go.',
    given: [...NODES, pool(), service()],
    steps: [annotate({ workload: 'None' })],
    want: EXPOSED,
    unbroken: 'addresses',
  },
  {
    name: 'to DaemonSet',
    why: 'The addresses stay published while the first proxies start.',
    given: [...NODES, pool(), NONE],
    steps: [annotate({ workload: 'DaemonSet' })],
    want: { addresses: BOTH, mode: 'VIP', reason: 'Exposed', workload: 'DaemonSet 80/TCP' },
    unbroken: true,
  },
  {
    name: 'node not ready and ready again',
    why: 'Only ready nodes are published, because no proxy checks them.',
    given: [...NODES, pool(), NONE],
    steps: [
      edit('Node', 'n1', { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } }),
      sees({ addresses: ['10.0.0.2'] }),
      edit('Node', 'n1', { status: { conditions: [{ type: 'Ready', status: 'True' }] } }),
    ],
    want: { ...EXPOSED, addresses: ['10.0.0.2', '10.0.0.1'] },
    unbroken: true,
  },
  {
    name: 'no node ready',
    why: 'The Service says that no node of the pool is ready.',
    given: [node('n1', { ready: false }), pool(), NONE],
    want: { addresses: [], reason: 'NoReadyNode', says: 'no node of LoadBalancerPool default is ready' },
  },
  {
    name: 'pool emptied',
    why: 'A pool has probably lost its nodes by mistake: they stay published for the retention, and no longer.',
    given: [...NODES, pool(), NONE],
    steps: [
      edit('LoadBalancerPool', 'default', { spec: { nodeSelector: NO_NODE } }),
      sees({ addresses: BOTH, reason: 'NoNodeMatches' }),
      wait(25),
      sees({ addresses: BOTH }),
      wait(10),
    ],
    want: { addresses: [], reason: 'NoNodeMatches', workload: 'none' },
  },
  {
    name: 'pool emptied and filled again',
    why: 'Within the retention nothing changes for clients.',
    given: [...NODES, pool(), NONE],
    steps: [
      edit('LoadBalancerPool', 'default', { spec: { nodeSelector: NO_NODE } }),
      wait(20),
      edit('LoadBalancerPool', 'default', { spec: { nodeSelector: { matchLabels: null } } }),
    ],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'pool missing',
    why: 'What was admitted and published stays.',
    given: [...NODES, pool(), NONE],
    steps: [
      remove('LoadBalancerPool', 'default'),
      sees({ addresses: BOTH, reason: 'PoolNotFound' }),
      rest,
      add(pool()),
    ],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'pool missing, and a port is added',
    why: 'No rules are known, so a new port cannot be admitted, and kube-proxy would take it.',
    given: [...NODES, pool(), NONE],
    steps: [remove('LoadBalancerPool', 'default'), setPorts(80, 443)],
    want: { addresses: [], reason: 'PoolNotFound', workload: 'none' },
  },
  {
    name: 'pool forbids the namespace',
    why: 'Rules of a pool apply at once, also to what is exposed.',
    given: [...NODES, pool(), NONE],
    steps: [
      edit('LoadBalancerPool', 'default', { spec: { namespaceSelector: { matchLabels: { team: 'web' } } } }),
    ],
    want: { addresses: [], reason: 'PoolForbids', workload: 'none', admitted: 'nothing' },
  },
  {
    name: 'reserved port',
    why: 'kube-proxy takes every port of a Service, so one reserved port forbids all.',
    given: [...NODES, pool(), service({ ports: [80, 22], annotations: { workload: 'None' } })],
    want: { addresses: [], reason: 'PortReserved', workload: 'none', admitted: 'nothing' },
  },
  {
    name: 'reserved port removed',
    why: 'The rest may be exposed.',
    given: [...NODES, pool(), service({ ports: [80, 22], annotations: { workload: 'None' } })],
    steps: [setPorts(80)],
    want: EXPOSED,
  },
  {
    name: 'with an annotation that needs proxies',
    why: 'The Service says what does not go together.',
    given: [...NODES, pool(), service({ annotations: { workload: 'None', 'node-selector': 'role=edge' } })],
    want: { addresses: [], reason: 'InvalidAnnotation', says: 'needs proxies, and the workload is None' },
  },
  {
    name: 'with an annotation that needs proxies, after a DaemonSet',
    why: 'The last good placement stays in force.',
    given: [...NODES, pool(), service()],
    steps: [annotate({ workload: 'None', 'ip-mode': 'Proxy' })],
    want: { addresses: BOTH, reason: 'InvalidAnnotation', workload: 'DaemonSet 80/TCP' },
    unbroken: true,
  },
  {
    name: 'requested without a pool, after a DaemonSet',
    why: 'There is no pool to take nodes from, so the last good placement stays in force.',
    given: [...NODES, service()],
    steps: [annotate({ workload: 'None' })],
    want: { addresses: BOTH, reason: 'PoolNotFound', workload: 'DaemonSet 80/TCP' },
    unbroken: true,
  },
  {
    name: 'requested in a misspelt pool, after a DaemonSet',
    why: 'The last good placement stays in force.',
    given: [...NODES, pool(), service({ annotations: { pool: 'default' } })],
    steps: [annotate({ workload: 'None', pool: 'edgy' })],
    want: { reason: 'PoolNotFound', addresses: BOTH },
    unbroken: 'addresses',
  },
  {
    name: 'requested in an empty pool, after a DaemonSet',
    why: 'The last good placement stays in force while the pool has no nodes.',
    given: [...NODES, pool(), pool('edge', { nodeSelector: NO_NODE }), service()],
    steps: [annotate({ workload: 'None', pool: 'edge' })],
    want: { addresses: BOTH, reason: 'NoNodeMatches', workload: 'DaemonSet 80/TCP' },
    unbroken: true,
  },
  {
    name: 'Local policy',
    why: 'Nodes without an endpoint would drop the traffic.',
    given: [
      ...NODES,
      pool(),
      endpoints('n2'),
      service({ annotations: { workload: 'None' }, spec: { externalTrafficPolicy: 'Local' } }),
    ],
    want: { ...EXPOSED, addresses: ['10.0.0.2'] },
    unbroken: true,
  },
  {
    name: 'Local policy, and the last endpoint disappears',
    why: 'The published address stays, and no other node is added.',
    given: [
      ...NODES,
      pool(),
      endpoints('n2'),
      service({ annotations: { workload: 'None' }, spec: { externalTrafficPolicy: 'Local' } }),
    ],
    steps: [remove('EndpointSlice', 'web-1'), add(node('n3'))],
    want: { ...EXPOSED, addresses: ['10.0.0.2'] },
    unbroken: true,
  },
];
