import assert from 'node:assert/strict';
import { readConfig } from '../../../hooks/config.ts';
import { objectionTo } from '../../../hooks/services/claim.ts';
import type { Service } from '../../../hooks/services/observed.ts';

const OURS = 'akrobateo.kontena.io/node';

interface Case {
  readonly why: string;
  readonly spec?: Record<string, unknown>;
  readonly metadata?: Record<string, unknown>;
  readonly env?: Record<string, string>;
  readonly want: string | null;
}

const cases: readonly Case[] = [
  { why: 'a load balancer without class is ours by default', want: null },
  { why: 'our class is ours', spec: { loadBalancerClass: OURS }, want: null },
  { why: 'a ClusterIP Service is not', spec: { type: 'ClusterIP' }, want: 'is not of type LoadBalancer' },
  { why: 'a Service without type is not', spec: { type: undefined }, want: 'is not of type LoadBalancer' },
  {
    why: 'one that is terminating is not',
    metadata: { deletionTimestamp: '2026-11-23T09:00:00Z' },
    want: 'is being deleted',
  },
  {
    why: 'one that has opted out is not',
    metadata: { annotations: { 'akrobateo.kontena.io/enabled': 'false' } },
    want: 'has opted out',
  },
  {
    why: 'enabled: true changes nothing',
    metadata: { annotations: { 'akrobateo.kontena.io/enabled': 'true' } },
    want: null,
  },
  {
    why: 'a class of another load balancer is not',
    spec: { loadBalancerClass: 'example.org/lb' },
    want: 'has the loadBalancerClass example.org/lb',
  },
  {
    why: 'a class of our choice is ours',
    spec: { loadBalancerClass: 'example.org/lb' },
    env: { LOAD_BALANCER_CLASS: 'example.org/lb' },
    want: null,
  },
  {
    why: 'without a class it is not ours where another load balancer is the default',
    env: { DEFAULT_LOAD_BALANCER: 'false' },
    want: 'has no loadBalancerClass',
  },
  {
    why: 'our class is ours there too',
    spec: { loadBalancerClass: OURS },
    env: { DEFAULT_LOAD_BALANCER: 'false' },
    want: null,
  },
];

describe('objectionTo', () => {
  for (const { why, spec = {}, metadata = {}, env = {}, want } of cases) {
    it(why, () => {
      const service: Service = {
        metadata: { name: 'web', namespace: 'shop', uid: '1', ...metadata },
        spec: { type: 'LoadBalancer', ...spec },
      };
      assert.equal(objectionTo(service, readConfig(env)), want);
    });
  }
});
