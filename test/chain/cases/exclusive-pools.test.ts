import { settles } from '../case.ts';
import { EDGE, EDGE_NODES, IN_DEFAULT, WITHOUT_PROXIES, node, pool, service } from '../objects.ts';
import { EXPOSED, ON_N1, ON_N2 } from '../observed.ts';
import { expect, remove } from '../steps.ts';

const BANK = pool('bank', { ...EDGE, exclusive: true });
const WITHOUT_GPU = { nodeSelector: { matchExpressions: [{ key: 'gpu', operator: 'DoesNotExist' }] } };
const inPool = (name: string) => service({ name: 'other', ports: [443], annotations: { pool: name } });

describe('the chain of hooks: exclusive pools', () => {
  settles('the proxies of others leave the nodes of a new exclusive pool', [
    IN_DEFAULT,
    EXPOSED,
    [BANK, inPool('bank')],
    expect('other', { ...ON_N1, workload: 'DaemonSet 443/TCP' }),
    { ...ON_N2, admitted: 'DaemonSet 80/TCP in default' },
  ]);
  settles('a node of two exclusive pools belongs to the older one', [
    [...EDGE_NODES, BANK, service({ annotations: { pool: 'bank' } })],
    [pool('all', { ...WITHOUT_GPU, exclusive: true }), inPool('all')],
    expect('other', { addresses: ['10.0.0.2'], workload: 'DaemonSet 443/TCP' }),
    ON_N1,
  ]);
  settles('the last good placement of a missing pool does not stay on the nodes of an exclusive pool', [
    IN_DEFAULT,
    remove('LoadBalancerPool'),
    { ...EXPOSED, reason: 'PoolNotFound' },
    BANK,
    { ...ON_N2, reason: 'PoolNotFound' },
  ]);
  settles('there is no retention for workload None on nodes that are of another tenant now', [
    [node('n1', { labels: { role: 'edge' } }), pool(), WITHOUT_PROXIES],
    { addresses: ['10.0.0.1'] },
    BANK,
    { addresses: [], reason: 'NoNodeMatches', says: '1 node belongs to exclusive LoadBalancerPool bank' },
  ]);
});
