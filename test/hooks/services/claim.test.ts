import assert from 'node:assert/strict';
import { readConfig } from '../../../hooks/config.ts';
import type { Environment } from '../../../hooks/config.ts';
import { objectionTo } from '../../../hooks/services/claim.ts';
import type { Service } from '../../../hooks/services/observed.ts';

interface Given {
  readonly spec?: object;
  readonly metadata?: object;
  readonly env?: Environment;
}

const ours = { loadBalancerClass: 'akrobateo.kontena.io/node' };
const theirs = { loadBalancerClass: 'example.org/lb' };
const notDefault = { DEFAULT_LOAD_BALANCER: 'false' };
const enabled = (text: string) => ({ annotations: { 'akrobateo.kontena.io/enabled': text } });

const cases: readonly (readonly [why: string, given: Given, want: string | null])[] = [
  ['a load balancer without class is ours by default', {}, null],
  ['our class is ours', { spec: ours }, null],
  ['a ClusterIP Service is not', { spec: { type: 'ClusterIP' } }, 'is not of type LoadBalancer'],
  ['a Service without type is not', { spec: { type: undefined } }, 'is not of type LoadBalancer'],
  [
    'one that is terminating is not',
    { metadata: { deletionTimestamp: '2026-11-23T09:00:00Z' } },
    'is being deleted',
  ],
  ['one that has opted out is not', { metadata: enabled('false') }, 'has opted out'],
  ['enabled: true changes nothing', { metadata: enabled('true') }, null],
  ['a class of another load balancer is not', { spec: theirs }, 'has the loadBalancerClass example.org/lb'],
  ['a class of our choice is ours', { spec: theirs, env: { LOAD_BALANCER_CLASS: 'example.org/lb' } }, null],
  [
    'without a class it is not ours where another load balancer is the default',
    { env: notDefault },
    'has no loadBalancerClass',
  ],
  ['our class is ours there too', { spec: ours, env: notDefault }, null],
];

describe('objectionTo', () => {
  for (const [why, { spec, metadata, env = {} }, want] of cases) {
    it(why, () => {
      const service: Service = {
        metadata: { name: 'web', namespace: 'shop', uid: '1', ...metadata },
        spec: { type: 'LoadBalancer', ...spec },
      };
      assert.equal(objectionTo(service, readConfig(env)), want);
    });
  }
});
