import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { PoolSpec } from '../../../hooks/kubernetes/load-balancer-pool.ts';
import { settles } from '../case.ts';
import type { NewObject } from '../engine/kube-object.ts';
import { EDGE, EDGE_NODES, FORBIDS, IN_DEFAULT, IN_EDGE, NODES, node, pool, service } from '../objects.ts';
import { BOTH, EXPOSED, NOTHING, ON_N1 } from '../observed.ts';
import { annotate, deletePods, editPool, expect, remove, rest, setPorts, stop } from '../steps.ts';

const file = join(import.meta.dirname, '../../../metacontroller/pools/default.yaml');
const INSTALLED = parse(readFileSync(file, 'utf8')) as NewObject;
const EXCLUDED = { 'node.kubernetes.io/exclude-from-external-load-balancers': '' };
const PUBLIC = [
  node('n1', { external: '203.0.113.1' }),
  node('n2', { external: '203.0.113.2', labels: EXCLUDED }),
];
const ADMITTED = { ...EXPOSED, admitted: 'DaemonSet 80/TCP in default' };
const EXTERNAL = { ...ADMITTED, addresses: ['203.0.113.1', '203.0.113.2'] };
const STAYS_IN_EDGE = { ...ON_N1, admitted: 'DaemonSet 80/TCP in edge' };
const NEWER = { ...EDGE, workload: 'StatefulSet' } as unknown as PoolSpec;
const TWO_PORTS = { ...EDGE, allowedPorts: [{ port: 80 }, { port: 443 }] };
const IN_TWO_PORTS = [...EDGE_NODES, pool('edge', TWO_PORTS), service({ annotations: { pool: 'edge' } })];
const misspell = annotate({ pool: 'edgy' });
const stopPools = stop('akrobateo-pools');

describe('the chain of hooks: pools', () => {
  settles('the pool of a plain install publishes internal addresses where nodes have no external ones', [
    [...NODES, INSTALLED, service()],
    ADMITTED,
  ]);
  settles('it publishes external addresses, also of excluded nodes, and they stay when it is deleted', [
    [...PUBLIC, INSTALLED, service()],
    EXTERNAL,
    remove('LoadBalancerPool'),
    rest,
    service({ name: 'late', ports: [443] }),
    rest,
    // Without a pool only internal addresses are known.
    expect('late', { addresses: BOTH, reason: 'Exposed', admitted: 'DaemonSet 443/TCP' }),
    deletePods('n1'),
    rest,
    { ...EXTERNAL, reason: 'PoolNotFound' },
    INSTALLED,
    EXTERNAL,
  ]);
  settles('the published nodes stay until the pool has reported the nodes of its new spec', [
    IN_EDGE,
    [stopPools, editPool('edge', { nodeSelector: { matchLabels: { role: null } } })],
    rest,
    ON_N1,
    stop(),
    EXPOSED,
  ]);
  settles('the last good placement stays until another pool has reported its nodes', [
    IN_DEFAULT,
    [stopPools, pool('edge', EDGE), annotate({ pool: 'edge' })],
    rest,
    ADMITTED,
    stop(),
    STAYS_IN_EDGE,
  ]);
  settles('rules apply before the pool has reported its nodes', [
    IN_EDGE,
    [stopPools, editPool('edge', FORBIDS)],
    { ...NOTHING, reason: 'PoolForbids' },
  ]);
  settles('what was admitted stays when the pool becomes of a newer version, and no new port is admitted', [
    IN_EDGE,
    [editPool('edge', NEWER), setPorts(80, 443)],
    { ...ON_N1, mode: 'Proxy', reason: 'PoolNotFound', says: 'is of a newer version than this hook' },
  ]);
  settles('what was admitted stays while the pool is missing, and no new port is admitted', [
    IN_EDGE,
    remove('LoadBalancerPool'),
    rest,
    { ...STAYS_IN_EDGE, reason: 'PoolNotFound', says: 'LoadBalancerPool edge does not exist any more' },
    setPorts(80, 443),
    rest,
    { ...STAYS_IN_EDGE, mode: 'Proxy', reason: 'PoolNotFound' },
    pool('edge'),
    { ...EXPOSED, workload: 'DaemonSet 80/TCP 443/TCP' },
  ]);
  settles('only what was admitted stays when the pool is misspelt and the former pool is missing', [
    IN_EDGE,
    remove('LoadBalancerPool'),
    misspell,
    setPorts(80, 443),
    { ...STAYS_IN_EDGE, mode: 'Proxy', reason: 'PoolNotFound' },
  ]);
  settles('a misspelt pool does not bypass the rules of the former pool', [
    IN_EDGE,
    misspell,
    rest,
    { ...STAYS_IN_EDGE, reason: 'PoolNotFound' },
    editPool('edge', FORBIDS),
    NOTHING,
  ]);
  settles('a misspelt pool does not bypass rules that change at the same time', [
    IN_EDGE,
    [editPool('edge', FORBIDS), misspell],
    NOTHING,
  ]);
  settles('the rules of the former pool apply to new ports too while the pool is misspelt', [
    IN_TWO_PORTS,
    misspell,
    setPorts(80, 443, 8080),
    { ...ON_N1, mode: 'Proxy', reason: 'PoolNotFound', workload: 'DaemonSet 80/TCP 443/TCP' },
  ]);
});
