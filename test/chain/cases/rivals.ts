import type { Case } from '../case.ts';
import { nodes, node, pool, service } from '../given.ts';
import { add, annotate, edit, remove, rest, sees, setPorts } from '../steps.ts';

const NODES = nodes('n1', 'n2');
const BOTH = ['10.0.0.1', '10.0.0.2'];
const NONE = { workload: 'None' };
const OLDER = service({ annotations: NONE });
const YOUNGER = service({ name: 'api', annotations: NONE });
const LAST = service({ name: 'last', annotations: NONE });
const EXPOSED = { addresses: BOTH, mode: 'VIP', reason: 'Exposed', workload: 'none' };
const TAKEN = {
  addresses: [],
  reason: 'PortTaken',
  says: '80/TCP is already used by Service shop/web (workload None) on nodes n1, n2; choose another port or another pool',
};
const EDGE = { nodeSelector: { matchLabels: { role: 'edge' } } };
const MANY = Array.from({ length: 65 }, (_, index) => 80 + index);

export const rivals: readonly Case[] = [
  {
    name: 'two without proxies',
    why: 'kube-proxy can serve a port of a node for one Service only, so the oldest one holds it.',
    given: [...NODES, pool(), OLDER, YOUNGER],
    steps: [sees(TAKEN, 'api')],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'the holder is deleted',
    why: 'The oldest of those that wait gets the port, and the last one does not.',
    given: [...NODES, pool(), OLDER, YOUNGER, LAST],
    steps: [
      sees(TAKEN, 'last'),
      remove('Service', 'web'),
      sees(EXPOSED, 'api'),
      sees({ addresses: [], says: 'used by Service shop/api (workload None)' }, 'last'),
      add(service({ annotations: NONE })),
    ],
    want: { addresses: [], says: 'used by Service shop/api (workload None)' },
  },
  {
    name: 'the holder gives up its port',
    why: 'The next one gets it, and both are exposed.',
    given: [...NODES, pool(), OLDER, YOUNGER],
    steps: [setPorts(8080), sees(EXPOSED, 'api')],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'the holder moves to another pool',
    why: 'Only the nodes that both use count.',
    given: [node('n1'), node('n2', { labels: { role: 'edge' } }), pool(), pool('edge', EDGE), OLDER, YOUNGER],
    steps: [
      annotate({ pool: 'edge' }),
      sees({ addresses: ['10.0.0.1'], reason: 'PortTaken', says: 'on node n2; choose' }, 'api'),
    ],
    want: { ...EXPOSED, addresses: ['10.0.0.2'] },
  },
  {
    name: 'the namespace of the holder is not admitted any more',
    why: 'An exposure that a pool refuses holds nothing.',
    given: [
      ...NODES,
      pool(),
      pool('edge'),
      OLDER,
      service({ name: 'api', annotations: { ...NONE, pool: 'edge' } }),
    ],
    steps: [
      sees(TAKEN, 'api'),
      edit('LoadBalancerPool', 'default', { spec: { namespaceSelector: { matchLabels: { team: 'a' } } } }),
      sees(EXPOSED, 'api'),
    ],
    want: { addresses: [], reason: 'PoolForbids' },
  },
  {
    name: 'proxies after an exposure without',
    why: 'Its proxies do not get the port: kube-proxy would take their traffic.',
    given: [...NODES, pool(), OLDER, service({ name: 'api', ports: [80, 443] })],
    steps: [
      sees(
        {
          addresses: BOTH,
          mode: 'Proxy',
          reason: 'PortTaken',
          says: 'port 80/TCP is already used by Service shop/web (workload None) on nodes n1, n2 and is left out',
          admitted: 'DaemonSet 443/TCP in default',
        },
        'api',
      ),
    ],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'an exposure without proxies after one with',
    why: 'The port belongs to the proxies on the nodes where they run.',
    given: [...NODES, pool(), service(), YOUNGER],
    steps: [
      sees({ addresses: [], says: 'used by Service shop/web (workload DaemonSet) on nodes n1, n2' }, 'api'),
    ],
    want: { addresses: BOTH, mode: 'VIP', reason: 'Exposed', workload: 'DaemonSet 80/TCP' },
    unbroken: true,
  },
  {
    name: 'each waits for a port of another',
    why: 'What waits for one of its ports holds none of the others.',
    given: [
      ...NODES,
      pool(),
      OLDER,
      service({ name: 'api', ports: [80, 443], annotations: NONE }),
      service({ name: 'last', ports: [443], annotations: NONE }),
    ],
    steps: [sees(TAKEN, 'api'), sees(EXPOSED, 'last')],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'two with proxies',
    why: 'The scheduler decides, and the Service that waits says who has the port.',
    given: [...NODES, service()],
    steps: [
      add(service({ name: 'api' })),
      rest,
      sees({ addresses: [], reason: 'PortTaken', says: '80/TCP is already used by Service shop/web' }, 'api'),
    ],
    want: { addresses: BOTH, reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'more ports than labels',
    why: 'An exposure with 65 ports has one label for all of them.',
    given: [...NODES, pool(), service({ ports: MANY, annotations: NONE }), YOUNGER],
    steps: [sees({ addresses: [], says: '80/TCP is already used by Service shop/web' }, 'api')],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'more ports than labels, and younger',
    why: 'It sees every other exposure.',
    given: [...NODES, pool(), OLDER, service({ name: 'api', ports: MANY, annotations: NONE })],
    steps: [sees(TAKEN, 'api')],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'a forged label',
    why: 'Only the status of an exposure counts, and only if a Service owns it.',
    given: [
      ...NODES,
      pool(),
      {
        apiVersion: 'akrobateo.kontena.io/v1alpha1',
        kind: 'ServiceExposure',
        metadata: { name: 'forged', namespace: 'shop', labels: { 'akrobateo.kontena.io/port-80-tcp': '' } },
        spec: {
          service: { name: 'x', uid: '0' },
          ports: ['80/TCP'],
          families: ['IPv4'],
          externalTrafficPolicy: 'Cluster',
          options: { workload: 'None' },
        },
      },
      OLDER,
    ],
    want: EXPOSED,
    unbroken: true,
  },
];
