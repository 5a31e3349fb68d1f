import type { Case } from '../case.ts';
import { nodes, service } from '../given.ts';
import { annotate, edit, editService, sees } from '../steps.ts';

const NODES = nodes('n1', 'n2');
const BOTH = ['10.0.0.1', '10.0.0.2'];
const RELEASED = { addresses: [], reason: undefined, says: undefined, workload: 'none', admitted: undefined };
const EXPOSED = { addresses: BOTH, reason: 'Exposed', workload: 'DaemonSet 80/TCP' };

export const claim: readonly Case[] = [
  {
    name: 'a Service without a class is ours, a new node and pod follow',
    why: 'By default Services without a class are ours.',
    given: [...NODES, service()],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'our class',
    why: 'A Service with our class is ours.',
    given: [...NODES, service({ spec: { loadBalancerClass: 'akrobateo.kontena.io/node' } })],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'another class',
    why: 'A Service of another class is not ours.',
    given: [...NODES, service({ spec: { loadBalancerClass: 'example.org/other' } })],
    want: RELEASED,
  },
  {
    name: 'ClusterIP',
    why: 'A ClusterIP Service is not ours.',
    given: [...NODES, service({ spec: { type: 'ClusterIP' } })],
    want: RELEASED,
  },
  {
    name: 'opted out from the start',
    why: 'A Service with enabled: "false" is not ours.',
    given: [...NODES, service({ annotations: { enabled: 'false' } })],
    want: RELEASED,
  },
  {
    name: 'opted out and in again',
    why: 'Opting out removes the workload, the addresses and our condition. Opting in adds them again.',
    given: [...NODES, service()],
    steps: [annotate({ enabled: 'false' }), sees(RELEASED), annotate({ enabled: 'true' }), sees(EXPOSED)],
    want: EXPOSED,
  },
  {
    name: 'becomes ClusterIP',
    why: 'A Service that becomes ClusterIP loses the exposure, the workload and our condition.',
    given: [...NODES, service()],
    steps: [sees(EXPOSED), editService({ type: 'ClusterIP' })],
    want: RELEASED,
  },
  {
    name: 'becomes ClusterIP and LoadBalancer again',
    why: 'The Service is exposed again.',
    given: [...NODES, service()],
    steps: [editService({ type: 'ClusterIP' }), sees(RELEASED), editService({ type: 'LoadBalancer' })],
    want: EXPOSED,
  },
  {
    name: 'released with a problem',
    why: 'The annotation `reason` is removed too.',
    given: [...NODES, service({ annotations: { pool: 'misspelt' } })],
    steps: [sees({ reason: 'PoolNotFound', workload: 'none' }), editService({ type: 'NodePort' })],
    want: RELEASED,
  },
  {
    name: 'being deleted',
    why: 'A Service that another controller holds with a finalizer is released.',
    given: [...NODES, service()],
    steps: [edit('Service', 'web', { metadata: { deletionTimestamp: '2026-01-01T01:00:00Z' } })],
    want: RELEASED,
  },
  {
    name: 'a condition of others stays',
    why: 'The status is written as a whole, so what others wrote there must be in it.',
    given: [...NODES, service()],
    steps: [
      edit('Service', 'web', {
        status: { conditions: [{ type: 'example.org/Seen', status: 'True', reason: 'Yes' }] },
      }),
      sees(EXPOSED),
      editService({ type: 'ClusterIP' }),
      ({ api }) => {
        const { conditions } = api.find('Service', 'web')?.status as { conditions: { type: string }[] };
        if (conditions.map(({ type }) => type).join() !== 'example.org/Seen')
          throw new Error('the condition is lost');
      },
    ],
    want: RELEASED,
  },
];
