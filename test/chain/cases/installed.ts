import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Case } from '../case.ts';
import type { NewObject } from '../engine/kube-object.ts';
import { node, nodes, service } from '../given.ts';
import { add, deletePods, remove, rest, sees } from '../steps.ts';

const file = join(import.meta.dirname, '../../../metacontroller/pools/default.yaml');
const POOL = parse(readFileSync(file, 'utf8')) as NewObject;

const PUBLIC = [
  node('n1', { external: '203.0.113.1' }),
  node('n2', {
    external: '203.0.113.2',
    labels: { 'node.kubernetes.io/exclude-from-external-load-balancers': '' },
  }),
];
const EXTERNAL = ['203.0.113.1', '203.0.113.2'];
const ADMITTED = { workload: 'DaemonSet 80/TCP', admitted: 'DaemonSet 80/TCP in default' };
const deletePool = remove('LoadBalancerPool', 'default');
const LATE = service({ name: 'late', ports: [443] });

/** The pool of a plain install. */
export const installed: readonly Case[] = [
  {
    name: 'external addresses',
    why: 'They are published first, and the exclude label does not count.',
    given: [...PUBLIC, POOL, service()],
    want: { ...ADMITTED, addresses: EXTERNAL, reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'no external addresses',
    why: 'The internal ones are published.',
    given: [...nodes('n1', 'n2'), POOL, service()],
    want: { ...ADMITTED, addresses: ['10.0.0.1', '10.0.0.2'], reason: 'Exposed' },
    unbroken: true,
  },
  {
    name: 'deleted',
    why: 'Published addresses stay the external ones, also when a proxy is replaced.',
    given: [...PUBLIC, POOL, service()],
    steps: [deletePool, rest, sees({ addresses: EXTERNAL }), deletePods('n1')],
    want: { ...ADMITTED, addresses: EXTERNAL, reason: 'PoolNotFound' },
    unbroken: true,
  },
  {
    name: 'deleted, and another Service is created',
    why: 'Without a pool only internal addresses are known. The Service from before does not change.',
    given: [...PUBLIC, POOL, service()],
    steps: [
      deletePool,
      rest,
      add(LATE),
      rest,
      sees({ addresses: ['10.0.0.1', '10.0.0.2'], reason: 'Exposed', admitted: 'DaemonSet 443/TCP' }, 'late'),
    ],
    want: { ...ADMITTED, addresses: EXTERNAL, reason: 'PoolNotFound' },
    unbroken: true,
  },
  {
    name: 'deleted, and created again',
    why: 'It is the same pool for a Service, whatever its uid.',
    given: [...PUBLIC, POOL, service()],
    steps: [deletePool, rest, add(POOL)],
    want: { ...ADMITTED, addresses: EXTERNAL, reason: 'Exposed', says: undefined },
    unbroken: true,
  },
];
