import { settles } from '../case.ts';
import { EDGE, EDGE_NODES, IN_DEFAULT, WEB, pool, service } from '../objects.ts';
import { EXPOSED, NOTHING, ON_N1 } from '../observed.ts';
import { annotate, configure, remove, rest, setPorts } from '../steps.ts';

const poolRequired = configure({ POOL_REQUIRED: 'true' });

describe('the chain of hooks: rules for tenants', () => {
  settles('the last good placement stays if another pool does not allow the workload', [
    [...IN_DEFAULT, pool('edge', { workload: 'None', allowedWorkloads: ['None'] })],
    annotate({ pool: 'edge', workload: 'DaemonSet' }),
    { ...EXPOSED, reason: 'PoolForbids', admitted: 'DaemonSet 80/TCP in default' },
  ]);
  settles('an annotation that is not allowed is reported, and the running proxies stay', [
    [...WEB, configure({ ALLOWED_ANNOTATIONS: 'pool,workload' })],
    EXPOSED,
    annotate({ replicas: '2' }),
    {
      ...EXPOSED,
      reason: 'InvalidAnnotation',
      says: 'annotation akrobateo.kontena.io/replicas is not allowed here, only pool, workload',
    },
  ]);
  settles('opting out has no effect but a message if it is not allowed', [
    [...WEB, configure({ ALLOWED_ANNOTATIONS: 'pool' })],
    annotate({ enabled: 'false' }),
    { ...EXPOSED, reason: 'InvalidAnnotation' },
  ]);
  settles('a Service without a pool gets nothing if a pool is required', [
    [...EDGE_NODES, service(), poolRequired],
    { ...NOTHING, reason: 'PoolNotFound', says: 'name one with annotation akrobateo.kontena.io/pool' },
    pool('default', EDGE),
    ON_N1,
  ]);
  settles('a pool that is required later ends a placement without one at once, also with a misspelt pool', [
    WEB,
    EXPOSED,
    [poolRequired, annotate({ pool: 'edgy' })],
    { ...NOTHING, reason: 'PoolNotFound' },
  ]);
  settles('what a required pool has admitted stays when it is deleted, and new ports wait', [
    [...IN_DEFAULT, poolRequired],
    remove('LoadBalancerPool'),
    setPorts(80, 443),
    rest,
    { ...EXPOSED, mode: 'Proxy', reason: 'PoolNotFound' },
  ]);
});
