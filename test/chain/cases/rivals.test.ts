import { testCases } from '../case.ts';
import { nodes, node, pool, service } from '../objects.ts';
import { add, annotate, edit, expect, remove, rest, setPorts } from '../steps.ts';

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

testCases('who holds a port', [
  {
    title: 'two without proxies',
    objects: [...NODES, pool(), OLDER, YOUNGER],
    steps: [expect(TAKEN, 'api')],
    expected: EXPOSED,
  },
  {
    title: 'the holder is deleted',
    objects: [...NODES, pool(), OLDER, YOUNGER, LAST],
    steps: [
      expect(TAKEN, 'last'),
      remove('Service', 'web'),
      expect(EXPOSED, 'api'),
      expect({ addresses: [], says: 'used by Service shop/api (workload None)' }, 'last'),
      add(service({ annotations: NONE })),
    ],
    expected: { addresses: [], says: 'used by Service shop/api (workload None)' },
  },
  {
    title: 'the holder gives up its port',
    objects: [...NODES, pool(), OLDER, YOUNGER],
    steps: [setPorts(8080), expect(EXPOSED, 'api')],
    expected: EXPOSED,
  },
  {
    title: 'the holder moves to another pool',
    objects: [
      node('n1'),
      node('n2', { labels: { role: 'edge' } }),
      pool(),
      pool('edge', EDGE),
      OLDER,
      YOUNGER,
    ],
    steps: [
      annotate({ pool: 'edge' }),
      expect({ addresses: ['10.0.0.1'], reason: 'PortTaken', says: 'on node n2; choose' }, 'api'),
    ],
    expected: { ...EXPOSED, addresses: ['10.0.0.2'] },
  },
  {
    title: 'the namespace of the holder is not admitted any more',
    objects: [
      ...NODES,
      pool(),
      pool('edge'),
      OLDER,
      service({ name: 'api', annotations: { ...NONE, pool: 'edge' } }),
    ],
    steps: [
      expect(TAKEN, 'api'),
      edit('LoadBalancerPool', 'default', { spec: { namespaceSelector: { matchLabels: { team: 'a' } } } }),
      expect(EXPOSED, 'api'),
    ],
    expected: { addresses: [], reason: 'PoolForbids' },
  },
  {
    title: 'proxies after an exposure without',
    objects: [...NODES, pool(), OLDER, service({ name: 'api', ports: [80, 443] })],
    steps: [
      expect(
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
    expected: EXPOSED,
  },
  {
    title: 'an exposure without proxies after one with',
    objects: [...NODES, pool(), service(), YOUNGER],
    steps: [
      expect({ addresses: [], says: 'used by Service shop/web (workload DaemonSet) on nodes n1, n2' }, 'api'),
    ],
    expected: { addresses: BOTH, mode: 'VIP', reason: 'Exposed', workload: 'DaemonSet 80/TCP' },
  },
  {
    title: 'each waits for a port of another',
    objects: [
      ...NODES,
      pool(),
      OLDER,
      service({ name: 'api', ports: [80, 443], annotations: NONE }),
      service({ name: 'last', ports: [443], annotations: NONE }),
    ],
    steps: [expect(TAKEN, 'api'), expect(EXPOSED, 'last')],
    expected: EXPOSED,
  },
  {
    title: 'two with proxies',
    objects: [...NODES, service()],
    steps: [
      add(service({ name: 'api' })),
      rest,
      expect(
        { addresses: [], reason: 'PortTaken', says: '80/TCP is already used by Service shop/web' },
        'api',
      ),
    ],
    expected: { addresses: BOTH, reason: 'Exposed' },
  },
  {
    title: 'more ports than labels',
    objects: [...NODES, pool(), service({ ports: MANY, annotations: NONE }), YOUNGER],
    steps: [expect({ addresses: [], says: '80/TCP is already used by Service shop/web' }, 'api')],
    expected: EXPOSED,
  },
  {
    title: 'more ports than labels, and younger',
    objects: [...NODES, pool(), OLDER, service({ name: 'api', ports: MANY, annotations: NONE })],
    steps: [expect(TAKEN, 'api')],
    expected: EXPOSED,
  },
  {
    title: 'a forged label',
    objects: [
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
    expected: EXPOSED,
  },
]);
