import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { testCases } from '../case.ts';
import type { NewObject } from '../engine/kube-object.ts';
import { NODES, node, service } from '../objects.ts';
import { EXPOSED } from '../observed.ts';
import { add, deletePods, expect, remove, rest } from '../steps.ts';

const file = join(import.meta.dirname, '../../../metacontroller/pools/default.yaml');
const POOL = parse(readFileSync(file, 'utf8')) as NewObject;

const PUBLIC = [
  node('n1', { external: '203.0.113.1' }),
  node('n2', {
    external: '203.0.113.2',
    labels: { 'node.kubernetes.io/exclude-from-external-load-balancers': '' },
  }),
];
const ADMITTED = { ...EXPOSED, admitted: 'DaemonSet 80/TCP in default' };
const EXTERNAL = { ...ADMITTED, addresses: ['203.0.113.1', '203.0.113.2'] };

testCases('the pool of a plain install', [
  {
    title: 'internal addresses are published where nodes have no external ones',
    objects: [...NODES, POOL, service()],
    expected: ADMITTED,
  },
  {
    title: 'external addresses are published, also of excluded nodes, and stay when the pool is deleted',
    objects: [...PUBLIC, POOL, service()],
    steps: [
      expect(EXTERNAL),
      remove('LoadBalancerPool', 'default'),
      rest,
      add(service({ name: 'late', ports: [443] })),
      rest,
      // Without a pool only internal addresses are known.
      expect({ ...EXPOSED, workload: 'DaemonSet 443/TCP', admitted: 'DaemonSet 443/TCP' }, 'late'),
      deletePods('n1'),
      rest,
      expect({ ...EXTERNAL, reason: 'PoolNotFound' }),
      add(POOL),
    ],
    expected: EXTERNAL,
  },
]);
