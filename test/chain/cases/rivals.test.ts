import { settles } from '../case.ts';
import { NODES, WITHOUT_PROXIES, pool, service } from '../objects.ts';
import { EXPOSED } from '../observed.ts';
import { expect } from '../steps.ts';

const annotations = { workload: 'None' };
const MANY = Array.from({ length: 65 }, (_, index) => 80 + index);
const HOLDS = { ...EXPOSED, workload: 'none' };
const TAKEN = {
  addresses: [],
  reason: 'PortTaken',
  says: 'Service shop/web (workload None) on nodes n1, n2',
};
const FORGED = {
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
};

describe('the chain of hooks: who holds a port', () => {
  settles('each waits for a port of another', [
    [
      ...[...NODES, pool(), WITHOUT_PROXIES],
      service({ name: 'api', ports: [80, 443], annotations }),
      service({ name: 'last', ports: [443], annotations }),
    ],
    expect('api', TAKEN),
    expect('last', HOLDS),
    HOLDS,
  ]);
  settles('more ports than labels', [
    [...NODES, pool(), service({ ports: MANY, annotations }), service({ name: 'api', annotations })],
    expect('api', { addresses: [], says: 'Service shop/web' }),
    HOLDS,
  ]);
  settles('more ports than labels, and younger', [
    [...NODES, pool(), WITHOUT_PROXIES, service({ name: 'api', ports: MANY, annotations })],
    expect('api', TAKEN),
    HOLDS,
  ]);
  settles('a forged label', [[...NODES, pool(), FORGED, WITHOUT_PROXIES], HOLDS]);
});
