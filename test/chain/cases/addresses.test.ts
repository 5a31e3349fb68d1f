import { settles } from '../case.ts';
import { DUAL_STACK, NODES, WEB, endpoints, node, nodes, pool, service } from '../objects.ts';
import { EXPOSED, ON_N1, ON_N2 } from '../observed.ts';
import { annotate, behave, editService, remove, rest, setPorts, wait } from '../steps.ts';

const DUAL = [node('n1', { ips: ['10.0.0.1', 'fd00::1'] }), node('n2', { ips: ['10.0.0.2', 'fd00::2'] })];
const LOCAL = service({ spec: { externalTrafficPolicy: 'Local' } });
const NO_NODE_PORTS = { ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 8080 }] };
const INTERNAL = service({ spec: { internalTrafficPolicy: 'Local', ...NO_NODE_PORTS } });
const REVERSED = { ...EXPOSED, addresses: ['10.0.0.2', '10.0.0.1'] };
const removeEndpoints = remove('EndpointSlice');

describe('the chain of hooks: addresses', () => {
  settles('those of the annotation are published as Proxy while a node serves, in their order', [
    [
      ...nodes('n1'),
      pool(),
      service({ annotations: { addresses: '192.0.2.9,lb.example.org,192.0.2.1' } }),
      behave({ crash: 'nft: no' }, 'n1'),
    ],
    { addresses: [], reason: 'ProxyFailed' },
    behave('ready', 'n1'),
    { addresses: ['192.0.2.9', 'lb.example.org', '192.0.2.1'], mode: 'Proxy', reason: 'Exposed' },
    annotate({ addresses: null }),
    ON_N1,
  ]);
  settles('a host IP of the second family is published', [
    [...DUAL, service({ spec: DUAL_STACK, annotations: { 'host-ip': 'fd00::5' } })],
    { addresses: ['fd00::5'], mode: 'Proxy', reason: 'Exposed' },
  ]);
  settles('the order stays when a node with a smaller address becomes ready', [
    [...NODES, pool(), service(), behave('starting', 'n1')],
    { addresses: ['10.0.0.2'] },
    behave('ready', 'n1'),
    { addresses: ['10.0.0.2', '10.0.0.1'], reason: 'Exposed' },
  ]);
  settles('they stay and do not grow while there is no local endpoint, and follow the next one', [
    [...NODES, LOCAL, endpoints('n1')],
    removeEndpoints,
    rest,
    ON_N1,
    node('n3'),
    wait(60),
    ON_N1,
    endpoints('n2'),
    ON_N2,
  ]);
  settles('no other node is published when the node of the last local endpoint is deleted too', [
    [...NODES, LOCAL, endpoints('n1')],
    removeEndpoints,
    remove('Node', 'n1'),
    rest,
    { addresses: [], reason: 'NoLocalEndpoints' },
  ]);
  settles('the endpoints count only while externalTrafficPolicy is Local', [
    [...WEB, endpoints('n2')],
    EXPOSED,
    editService({ externalTrafficPolicy: 'Local' }),
    ON_N2,
    editService({ externalTrafficPolicy: 'Cluster' }),
    REVERSED,
  ]);
  settles('with internalTrafficPolicy Local the endpoints count only without node ports', [
    [...NODES, INTERNAL, endpoints('n2')],
    ON_N2,
    setPorts(80),
    REVERSED,
    editService(NO_NODE_PORTS),
    ON_N2,
  ]);
});
