import { testCases } from '../case.ts';
import { NODES, endpoints, endpointsBeside, endpointsOn, node, nodes, pool, service } from '../objects.ts';
import { BOTH, EXPOSED, ON_N1, ON_N2 } from '../observed.ts';
import { add, edit, editService, expect, remove, rest, setPorts, wait } from '../steps.ts';

const LOCAL = service({ spec: { externalTrafficPolicy: 'Local' } });
const NO_NODE_PORTS = { ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 8080 }] };
const INTERNAL_SPEC = { internalTrafficPolicy: 'Local', ...NO_NODE_PORTS };
const INTERNAL = service({ spec: INTERNAL_SPEC });
const moveTo = (...names: readonly string[]) => edit('EndpointSlice', 'web-1', endpointsOn(...names));
const removeEndpoints = remove('EndpointSlice', 'web-1');

testCases('externalTrafficPolicy Local', [
  {
    title: 'the addresses follow the endpoints',
    objects: [...NODES, LOCAL, endpoints('n2')],
    steps: [expect(ON_N2), moveTo('n1')],
    expected: ON_N1,
  },
  {
    title: 'the addresses do not disappear because there is no endpoint yet',
    objects: [...NODES, LOCAL],
    expected: EXPOSED,
  },
  {
    title: 'an endpoint that terminates serves only if no other one is ready (KEP-1669)',
    objects: [...NODES, LOCAL, endpoints('n1', 'n2')],
    steps: [
      expect(EXPOSED),
      edit('EndpointSlice', 'web-1', endpointsBeside(['n1'], ['n2'])),
      expect(ON_N1),
      edit('EndpointSlice', 'web-1', endpointsBeside([], ['n1'])),
    ],
    expected: ON_N1,
  },
  {
    title: 'the published addresses stay and do not grow while there is no endpoint, and follow the next one',
    objects: [...NODES, LOCAL, endpoints('n1')],
    steps: [
      removeEndpoints,
      rest,
      expect(ON_N1),
      add(node('n3')),
      wait(60),
      expect(ON_N1),
      add(endpoints('n2')),
    ],
    expected: ON_N2,
  },
  {
    title: 'no other node is published when the node of the last endpoint is deleted too',
    objects: [...NODES, LOCAL, endpoints('n1')],
    steps: [removeEndpoints, remove('Node', 'n1'), rest],
    expected: { addresses: [], reason: 'NoLocalEndpoints' },
  },
  {
    title: 'the address stays while there is no endpoint and its proxy is replaced',
    objects: [...NODES, LOCAL, endpoints('n1')],
    steps: [removeEndpoints, setPorts(80, 443)],
    expected: { ...ON_N1, workload: 'DaemonSet 80/TCP 443/TCP' },
  },
  {
    title: 'an EndpointSlice with endpoints without a node is reported',
    objects: [...nodes('n1'), LOCAL, endpoints('n1')],
    steps: [
      edit('EndpointSlice', 'web-1', { endpoints: [{ addresses: ['192.0.2.7'] }] }),
      expect({
        addresses: [],
        reason: 'EndpointWithoutNode',
        says: 'EndpointSlice web-1 has endpoints without',
      }),
      editService({ externalTrafficPolicy: 'Cluster' }),
    ],
    expected: ON_N1,
    interrupts: 'addresses',
  },
  {
    title: 'endpoints on nodes without a proxy are reported',
    objects: [...NODES, LOCAL, endpoints('n9')],
    expected: { addresses: [], reason: 'NoLocalEndpoints', workload: 'DaemonSet 80/TCP' },
  },
  {
    title: 'the endpoints count only while the policy is Local',
    objects: [...NODES, service(), endpoints('n2')],
    steps: [
      expect(EXPOSED),
      editService({ externalTrafficPolicy: 'Local' }),
      expect(ON_N2),
      editService({ externalTrafficPolicy: 'Cluster' }),
    ],
    expected: { ...EXPOSED, addresses: ['10.0.0.2', '10.0.0.1'] },
  },
]);

testCases('internalTrafficPolicy Local', [
  {
    title:
      'the endpoints count only without node ports, because the cluster IP leads to those of the own node',
    objects: [...NODES, INTERNAL, endpoints('n2')],
    steps: [
      expect(ON_N2),
      setPorts(80),
      expect({ ...EXPOSED, addresses: ['10.0.0.2', '10.0.0.1'] }),
      editService(NO_NODE_PORTS),
    ],
    expected: ON_N2,
  },
  {
    title: 'endpoints on nodes without a proxy are reported with this policy',
    objects: [...NODES, INTERNAL, endpoints('n9')],
    expected: {
      addresses: [],
      reason: 'NoLocalEndpoints',
      says: 'internalTrafficPolicy is Local without node ports and no node',
    },
  },
  {
    title:
      'workload None publishes every node, because kube-proxy applies the policy to traffic from inside only',
    objects: [
      ...NODES,
      pool(),
      service({ annotations: { workload: 'None' }, spec: INTERNAL_SPEC }),
      endpoints('n2'),
    ],
    expected: { addresses: BOTH, reason: 'Exposed' },
  },
]);
