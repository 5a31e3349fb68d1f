import assert from 'node:assert/strict';
import { testCases } from '../case.ts';
import type { Step } from '../case.ts';
import { NODES, service } from '../objects.ts';
import { EXPOSED } from '../observed.ts';
import { annotate, edit, editService, expect } from '../steps.ts';

const RELEASED = { addresses: [], reason: undefined, says: undefined, workload: 'none', admitted: undefined };
const isReleased: Step = (chain) => {
  expect(RELEASED)(chain);
  const { annotations = {} } = chain.api.find('Service', 'web')?.metadata ?? {};
  assert.deepEqual(
    Object.keys(annotations).filter((key) => key.endsWith('/reason')),
    [],
  );
};

testCases('the claim of a Service', [
  {
    title: 'a Service of another class is ignored',
    objects: [...NODES, service({ spec: { loadBalancerClass: 'example.org/other' } })],
    expected: RELEASED,
  },
  {
    title: 'opting out removes the workload, the addresses and the condition; opting in adds them again',
    objects: [...NODES, service({ annotations: { enabled: 'false' } })],
    steps: [
      isReleased,
      annotate({ enabled: 'true' }),
      expect(EXPOSED),
      annotate({ enabled: 'false' }),
      isReleased,
      annotate({ enabled: null }),
    ],
    expected: EXPOSED,
    interrupts: 'addresses',
  },
  {
    title: 'one that becomes ClusterIP loses everything, and gets it again as LoadBalancer',
    steps: [editService({ type: 'ClusterIP' }), isReleased, editService({ type: 'LoadBalancer' })],
    expected: EXPOSED,
    interrupts: 'addresses',
  },
  {
    title: 'the annotation of a problem is removed with it',
    objects: [...NODES, service({ annotations: { pool: 'misspelt' } })],
    steps: [
      expect({ reason: 'PoolNotFound', workload: 'none' }),
      editService({ type: 'NodePort' }),
      isReleased,
    ],
    expected: RELEASED,
  },
  {
    title: 'one that is being deleted is released',
    steps: [edit('Service', 'web', { metadata: { deletionTimestamp: '2026-01-01T01:00:00Z' } })],
    expected: RELEASED,
  },
  {
    title: 'a condition of another controller stays, although the status is written as a whole',
    steps: [
      edit('Service', 'web', {
        status: { conditions: [{ type: 'example.org/Seen', status: 'True', reason: 'Yes' }] },
      }),
      expect(EXPOSED),
      editService({ type: 'ClusterIP' }),
      ({ api }) => {
        const { conditions } = api.find('Service', 'web')?.status as { conditions: { type: string }[] };
        assert.deepEqual(
          conditions.map(({ type }) => type),
          ['example.org/Seen'],
        );
      },
    ],
    expected: RELEASED,
  },
]);
