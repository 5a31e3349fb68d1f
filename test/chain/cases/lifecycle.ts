import assert from 'node:assert/strict';
import type { Case, Step } from '../case.ts';
import type { ExposureSpec, ExposureStatus } from '../../../hooks/kubernetes/service-exposure.ts';
import { NAMESPACE, nodes, pool, service } from '../given.ts';
import { add, behave, edit, editOnly, remove, removeOnly, rest, restart, sees } from '../steps.ts';

const NODES = nodes('n1', 'n2');
const BOTH = ['10.0.0.1', '10.0.0.2'];
const EXPOSED = { addresses: BOTH, mode: 'VIP', reason: 'Exposed', workload: 'DaemonSet 80/TCP' };

/** An exposure as a person writes it, to take the port of another. */
const FORGED = {
  apiVersion: 'akrobateo.kontena.io/v1alpha1',
  kind: 'ServiceExposure',
  metadata: { name: 'akrobateo-web-deadbeef', namespace: NAMESPACE },
  spec: {
    service: { name: 'web', uid: 'deadbeef-0000-4000-8000-000000000000' },
    ports: ['80/TCP'],
    families: ['IPv4'],
    externalTrafficPolicy: 'Cluster',
    options: {},
  } satisfies ExposureSpec,
};

function hasOnly(kind: string, count: number): Step {
  return ({ api }) => {
    assert.equal(api.list(kind).length, count, `number of objects of kind ${kind}`);
  };
}

const forgedIsNotOwned: Step = ({ api }) => {
  const { status } = api.find('ServiceExposure', FORGED.metadata.name) ?? {};
  const { admitted, nodes: published, problems } = status as ExposureStatus;
  assert.deepEqual(
    [admitted, published, problems.map(({ reason }) => reason)],
    [undefined, [], ['NotOwned']],
  );
};

export const lifecycle: readonly Case[] = [
  {
    name: 'Service deleted',
    why: 'Its exposure, workload and pods are removed with it.',
    given: [...NODES, service({ name: 'api', ports: [443] }), service()],
    steps: [
      remove('Service', 'api'),
      rest,
      hasOnly('ServiceExposure', 1),
      hasOnly('DaemonSet', 1),
      hasOnly('Pod', 2),
    ],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'Service deleted and created again under the same name',
    why: 'The new Service has another uid, so it does not wait for the old objects, and does not inherit them.',
    given: [...NODES, service()],
    steps: [
      (chain) => {
        remove('Service', 'web')(chain);
        add(service())(chain);
      },
      rest,
      hasOnly('ServiceExposure', 1),
      hasOnly('DaemonSet', 1),
    ],
    want: EXPOSED,
  },
  {
    name: 'exposure deleted by a person',
    why: 'It is created again, and the addresses stay published.',
    given: [...NODES, service()],
    steps: [sees(EXPOSED), removeOnly('ServiceExposure')],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'exposure deleted by a person, in a pool',
    why: 'The same with a pool.',
    given: [...NODES, pool(), service()],
    steps: [removeOnly('ServiceExposure')],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'exposure edited by a person',
    why: 'What the Service requests is written again.',
    given: [...NODES, service()],
    steps: [
      editOnly('ServiceExposure', {
        spec: { ports: ['22/TCP'], families: ['IPv6'], service: { name: 'api' } },
      }),
    ],
    want: { ...EXPOSED, problems: [] },
  },
  {
    name: 'status of the exposure forged by a person',
    why: 'It is computed again.',
    given: [...NODES, service()],
    steps: [
      editOnly('ServiceExposure', {
        status: { nodes: [{ name: 'n9', addresses: ['192.0.2.66'] }], servingNodes: 1, problems: [] },
      }),
    ],
    want: { ...EXPOSED, problems: [] },
    unbroken: 'addresses',
  },
  {
    name: 'admitted ports forged by a person',
    why: 'A reserved port is not admitted, whatever the status says.',
    given: [...NODES, service({ ports: [80, 22] })],
    steps: [
      editOnly('ServiceExposure', { status: { admitted: { ports: ['80/TCP', '22/TCP'] }, ipMode: 'VIP' } }),
    ],
    want: { ...EXPOSED, mode: 'Proxy', reason: 'PortReserved' },
    unbroken: 'addresses',
  },
  {
    name: 'status of the exposure removed by a person',
    why: 'It is computed again, and the addresses stay published.',
    given: [...NODES, service()],
    steps: [editOnly('ServiceExposure', { status: null })],
    want: EXPOSED,
  },
  {
    name: 'exposure created by a person',
    why: 'No Service owns it, so it publishes nothing and says so.',
    given: [...NODES, service()],
    steps: [add(FORGED), forgedIsNotOwned],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'exposure of a Service that is gone',
    why: 'A person took the owner away before the Service was deleted: what is left publishes nothing.',
    given: [...NODES, service(), service({ name: 'api', ports: [443] })],
    steps: [
      ({ api }) => {
        const exposure = api
          .list('ServiceExposure')
          .find(({ metadata }) => metadata.name.startsWith('akrobateo-api'));
        assert.ok(exposure);
        edit('ServiceExposure', exposure.metadata.name, { metadata: { ownerReferences: null } });
      },
      remove('Service', 'api'),
    ],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'exposure taken from its Service, deleted later',
    why: 'Its name is taken until the exposure is deleted. Then a sync of the Service creates a new one.',
    given: [...NODES, service()],
    steps: [
      editOnly('ServiceExposure', { metadata: { ownerReferences: null } }),
      rest,
      removeOnly('ServiceExposure'),
      restart,
    ],
    want: EXPOSED,
  },
  {
    name: 'status of the Service edited by a person',
    why: 'It is written again.',
    given: [...NODES, service()],
    steps: [
      edit('Service', 'web', {
        status: { loadBalancer: { ingress: [{ ip: '192.0.2.66', ipMode: 'VIP' }] } },
      }),
    ],
    want: EXPOSED,
    unbroken: true,
  },
  {
    name: 'everything is lost but the Service',
    why: 'All state but the published addresses is computed from the cluster again.',
    given: [...NODES, pool(), service()],
    steps: [
      behave('n1', 'ready'),
      ({ api }) => {
        for (const object of api.all()) {
          if (['ServiceExposure', 'DaemonSet', 'Pod'].includes(object.kind)) api.remove(object);
        }
      },
    ],
    want: EXPOSED,
    unbroken: 'addresses',
  },
];
