import assert from 'node:assert/strict';
import { settles } from '../case.ts';
import type { Step } from '../case.ts';
import { NODES, WEB, node, pool, service } from '../objects.ts';
import { BOTH, EXPOSED, NOTHING, UPDATED } from '../observed.ts';
import { annotate, edit, editService, remove, rest, restart, setPorts } from '../steps.ts';

const RELEASED = { ...NOTHING, reason: undefined, says: undefined, admitted: undefined };
const foreignCondition = { type: 'example.org/Seen', status: 'True', reason: 'Yes' };

const hasForeignConditionOnly: Step = ({ api }) => {
  const { conditions } = api.find('Service', 'web')?.status as { conditions: object[] };
  assert.deepEqual(conditions, [foreignCondition]);
};

describe('the chain of hooks: created, edited and deleted', () => {
  settles('a Service that is not ours any more loses all that we made, and gets it again', [
    'addresses may disappear',
    [...NODES, service({ annotations: { pool: 'misspelt' } })],
    { addresses: [], reason: 'PoolNotFound', workload: 'none' },
    editService({ type: 'ClusterIP' }),
    RELEASED,
    [annotate({ pool: null }), editService({ type: 'LoadBalancer' })],
    EXPOSED,
    edit('Service', { status: { conditions: [foreignCondition] } }, 'web'),
    annotate({ enabled: 'false' }),
    hasForeignConditionOnly,
    RELEASED,
    annotate({ enabled: null }),
    EXPOSED,
  ]);
  settles('ports still change while an annotation is wrong, and nothing is reported after the correction', [
    WEB,
    annotate({ replicas: 'two' }),
    setPorts(80, 443),
    { addresses: BOTH, reason: 'InvalidAnnotation', workload: 'DaemonSet 80/TCP 443/TCP' },
    annotate({ replicas: null }),
    UPDATED,
  ]);
  settles(
    'nothing runs with a wrong annotation when the exposure, which has the last good options, is lost',
    [
      WEB,
      annotate({ replicas: 'two' }),
      remove('ServiceExposure'),
      { addresses: [], reason: 'InvalidAnnotation', workload: 'none' },
    ],
  );
  settles('node-selector that matches no node is reported, and a node that matches later is published', [
    [...NODES, service({ annotations: { 'node-selector': 'role=edge' } })],
    { addresses: [], reason: 'NoNodeMatches', workload: 'DaemonSet 80/TCP' },
    node('n3', { labels: { role: 'edge' } }),
    { ...EXPOSED, addresses: ['10.0.0.3'] },
  ]);
  settles('an exposure that a person deletes is created again, and the addresses stay published', [
    WEB,
    remove('ServiceExposure'),
    rest,
    EXPOSED,
    pool(),
    remove('ServiceExposure'),
    EXPOSED,
  ]);
  settles('an exposure that was taken from its Service keeps its name until it is deleted', [
    'addresses may disappear',
    WEB,
    edit('ServiceExposure', { metadata: { ownerReferences: null } }),
    rest,
    remove('ServiceExposure'),
    restart,
    EXPOSED,
  ]);
  settles('the status of an exposure that a person removes is computed again', [
    'addresses may disappear',
    WEB,
    edit('ServiceExposure', { status: null }),
    EXPOSED,
  ]);
  settles('the status of a Service that a person edits is written again', [
    WEB,
    edit('Service', { status: { loadBalancer: { ingress: [{ ip: '192.0.2.66', ipMode: 'VIP' }] } } }),
    EXPOSED,
  ]);
  settles('a DaemonSet that a person deletes is created again', [
    'the workload may be deleted',
    WEB,
    remove('DaemonSet'),
    EXPOSED,
  ]);
  settles('everything but the Service is lost, and is computed from the cluster again', [
    'the workload may be deleted',
    [...NODES, pool(), service()],
    ({ api }) => {
      for (const object of api.all())
        if (['ServiceExposure', 'DaemonSet', 'Pod'].includes(object.kind)) api.remove(object);
    },
    EXPOSED,
  ]);
});
