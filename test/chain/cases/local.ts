import type { Case } from '../case.ts';
import { endpoints, endpointsBeside, endpointsOn, node, nodes, pool, service } from '../given.ts';
import { add, edit, editService, remove, rest, sees, setPorts, wait } from '../steps.ts';

const NODES = nodes('n1', 'n2');
const BOTH = ['10.0.0.1', '10.0.0.2'];
const LOCAL = service({ spec: { externalTrafficPolicy: 'Local' } });
const INTERNAL = { internalTrafficPolicy: 'Local' };
const NO_NODE_PORTS = { ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 8080 }] };

export const localPolicy: readonly Case[] = [
  {
    name: 'nodes with an endpoint',
    why: 'Only the nodes that reach a backend are published.',
    given: [...NODES, LOCAL, endpoints('n2')],
    want: { addresses: ['10.0.0.2'], reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'endpoint moves',
    why: 'The addresses follow the backends.',
    given: [...NODES, LOCAL, endpoints('n2')],
    steps: [edit('EndpointSlice', 'web-1', endpointsOn('n1'))],
    want: { addresses: ['10.0.0.1'], reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'no endpoint anywhere',
    why: 'The addresses must not disappear because the backends restart or do not exist yet.',
    given: [...NODES, LOCAL],
    want: { addresses: BOTH, reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'terminating endpoint beside a ready one',
    why: 'An endpoint that terminates does not get new traffic while another one is ready (KEP-1669).',
    given: [...NODES, LOCAL, endpoints('n1', 'n2')],
    steps: [sees({ addresses: BOTH }), edit('EndpointSlice', 'web-1', endpointsBeside(['n1'], ['n2']))],
    want: { addresses: ['10.0.0.1'], reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'all endpoints terminate',
    why: 'Without a ready endpoint the terminating ones serve, and no other node (KEP-1669).',
    given: [...NODES, LOCAL, endpoints('n1')],
    steps: [edit('EndpointSlice', 'web-1', endpointsBeside([], ['n1']))],
    want: { addresses: ['10.0.0.1'], reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'last endpoint disappears',
    why: 'The published address stays. Another node would have to be removed again.',
    given: [...NODES, LOCAL, endpoints('n1')],
    steps: [sees({ addresses: ['10.0.0.1'] }), remove('EndpointSlice', 'web-1')],
    want: { addresses: ['10.0.0.1'], reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'last endpoint disappears, and proxies are added',
    why: 'What is published does not grow while there is no endpoint.',
    given: [...NODES, LOCAL, endpoints('n1')],
    steps: [edit('EndpointSlice', 'web-1', { endpoints: null }), add(node('n3')), wait(60)],
    want: { addresses: ['10.0.0.1'], reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'last endpoint disappears, and one appears on another node',
    why: 'The addresses follow the backends again.',
    given: [...NODES, LOCAL, endpoints('n1')],
    steps: [
      edit('EndpointSlice', 'web-1', { endpoints: [] }),
      edit('EndpointSlice', 'web-1', endpointsOn('n2')),
    ],
    want: { addresses: ['10.0.0.2'], reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'last endpoint disappears, and then the node',
    why: 'A node without a proxy is removed, and no other node takes its place.',
    given: [...NODES, LOCAL, endpoints('n1')],
    steps: [remove('EndpointSlice', 'web-1'), remove('Node', 'n1'), rest],
    want: { addresses: [], reason: 'NoLocalEndpoints' },
  },
  {
    name: 'last endpoint disappears, and the proxies are replaced',
    why: 'The address stays while its proxy is being replaced.',
    given: [...NODES, LOCAL, endpoints('n1')],
    steps: [remove('EndpointSlice', 'web-1'), setPorts(80, 443)],
    want: { addresses: ['10.0.0.1'], reason: 'Exposed', workload: 'DaemonSet 80/TCP 443/TCP' },
    unbroken: true,
  },
  {
    name: 'endpoint without a node',
    why: 'The Service says which EndpointSlice has to be corrected.',
    given: [...nodes('n1'), LOCAL, endpoints('n1')],
    steps: [
      edit('EndpointSlice', 'web-1', { endpoints: [{ addresses: ['192.0.2.7'] }] }),
      sees({
        addresses: [],
        reason: 'EndpointWithoutNode',
        says: 'EndpointSlice web-1 has endpoints without',
      }),
      editService({ externalTrafficPolicy: 'Cluster' }),
    ],
    want: { addresses: ['10.0.0.1'], reason: 'Exposed' },
  },
  {
    name: 'endpoints on nodes without a proxy',
    why: 'The Service says that no published node would reach a backend.',
    given: [...NODES, LOCAL, endpoints('n9')],
    want: { addresses: [], reason: 'NoLocalEndpoints', workload: 'DaemonSet 80/TCP' },
  },
  {
    name: 'policy changes to Local and back',
    why: 'The endpoints count only while the policy is Local.',
    given: [...NODES, service(), endpoints('n2')],
    steps: [
      sees({ addresses: BOTH }),
      editService({ externalTrafficPolicy: 'Local' }),
      sees({ addresses: ['10.0.0.2'] }),
      editService({ externalTrafficPolicy: 'Cluster' }),
    ],
    want: { addresses: ['10.0.0.2', '10.0.0.1'], reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'internal, with node ports',
    why: 'The proxies forward to the node port, so they reach the endpoints of other nodes too.',
    given: [...NODES, service({ spec: INTERNAL }), endpoints('n2')],
    want: { addresses: BOTH, reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'internal, without node ports',
    why: 'The cluster IP leads only to endpoints of the own node.',
    given: [...NODES, service({ spec: { ...INTERNAL, ...NO_NODE_PORTS } }), endpoints('n2')],
    want: { addresses: ['10.0.0.2'], reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'internal, node ports are allocated later, and removed again',
    why: 'The endpoints count only while there is no node port.',
    given: [...NODES, service({ spec: { ...INTERNAL, ...NO_NODE_PORTS } }), endpoints('n2')],
    steps: [setPorts(80), sees({ addresses: ['10.0.0.2', '10.0.0.1'] }), editService(NO_NODE_PORTS)],
    want: { addresses: ['10.0.0.2'], reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'internal, endpoints on nodes without a proxy',
    why: 'The Service names the policy.',
    given: [...NODES, service({ spec: { ...INTERNAL, ...NO_NODE_PORTS } }), endpoints('n9')],
    want: {
      addresses: [],
      reason: 'NoLocalEndpoints',
      says: 'internalTrafficPolicy is Local without node ports and no node',
    },
  },
  {
    name: 'internal, workload None',
    why: 'kube-proxy serves the addresses, and applies the policy to traffic from inside only.',
    given: [
      ...NODES,
      pool(),
      service({ annotations: { workload: 'None' }, spec: { ...INTERNAL, ...NO_NODE_PORTS } }),
      endpoints('n2'),
    ],
    want: { addresses: BOTH, reason: 'Exposed' },
    unbroken: true,
  },
];
