import assert from 'node:assert/strict';
import type { ExposureSpec, ExposureStatus } from '../../../hooks/kubernetes/service-exposure.ts';
import { testCases } from '../case.ts';
import type { Step } from '../case.ts';
import { NAMESPACE, NODES, pool, service } from '../objects.ts';
import { EXPOSED } from '../observed.ts';
import { add, edit, editOnly, expect, remove, removeOnly, rest, restart, together } from '../steps.ts';

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

const API = service({ name: 'api', ports: [443] });

function hasOnly(kind: string, count: number): Step {
  return ({ api }) => {
    assert.equal(api.list(kind).length, count, `number of objects of kind ${kind}`);
  };
}

const forgedIsNotOwned: Step = ({ api }) => {
  const { status } = api.find('ServiceExposure', FORGED.metadata.name) ?? {};
  const { admitted, nodes, problems } = status as ExposureStatus;
  assert.deepEqual([admitted, nodes, problems.map(({ reason }) => reason)], [undefined, [], ['NotOwned']]);
};

const takeExposureFromApi: Step = (chain) => {
  const exposures = chain.api.list('ServiceExposure').map(({ metadata }) => metadata.name);
  const name = exposures.find((each) => each.startsWith('akrobateo-api')) ?? '';
  edit('ServiceExposure', name, { metadata: { ownerReferences: null } })(chain);
};

testCases('created, deleted and edited', [
  {
    title: 'a deleted Service takes its exposure, workload and pods with it',
    objects: [...NODES, API, service()],
    steps: [
      remove('Service', 'api'),
      rest,
      hasOnly('ServiceExposure', 1),
      hasOnly('DaemonSet', 1),
      hasOnly('Pod', 2),
    ],
    expected: EXPOSED,
  },
  {
    title: 'a Service created again under its name has another uid, so it does not inherit the old objects',
    steps: [
      together(remove('Service', 'web'), add(service())),
      rest,
      hasOnly('ServiceExposure', 1),
      hasOnly('DaemonSet', 1),
    ],
    expected: EXPOSED,
    interrupts: 'addresses',
  },
  {
    title: 'an exposure that a person deletes is created again, and the addresses stay published',
    steps: [removeOnly('ServiceExposure'), rest, expect(EXPOSED), add(pool()), removeOnly('ServiceExposure')],
    expected: EXPOSED,
  },
  {
    title: 'the spec of an exposure that a person edits is written again',
    steps: [
      editOnly('ServiceExposure', {
        spec: { ports: ['22/TCP'], families: ['IPv6'], service: { name: 'api' } },
      }),
    ],
    expected: { ...EXPOSED, problems: [] },
    interrupts: 'addresses',
  },
  {
    title: 'the status of an exposure that a person edits is computed again',
    steps: [
      editOnly('ServiceExposure', {
        status: { nodes: [{ name: 'n9', addresses: ['192.0.2.66'] }], servingNodes: 1, problems: [] },
      }),
    ],
    expected: { ...EXPOSED, problems: [] },
    interrupts: 'workload',
  },
  {
    title: 'a reserved port is not admitted, whatever the status says',
    objects: [...NODES, service({ ports: [80, 22] })],
    steps: [
      editOnly('ServiceExposure', { status: { admitted: { ports: ['80/TCP', '22/TCP'] }, ipMode: 'VIP' } }),
    ],
    expected: { ...EXPOSED, mode: 'Proxy', reason: 'PortReserved' },
    interrupts: 'workload',
  },
  {
    title: 'the status of an exposure that a person removes is computed again',
    steps: [editOnly('ServiceExposure', { status: null })],
    expected: EXPOSED,
    interrupts: 'addresses',
  },
  {
    title: 'an exposure that no Service owns publishes nothing and says so',
    steps: [add(FORGED), forgedIsNotOwned],
    expected: EXPOSED,
  },
  {
    title: 'an exposure that was taken from its Service is released with it',
    objects: [...NODES, service(), API],
    steps: [takeExposureFromApi, remove('Service', 'api')],
    expected: EXPOSED,
  },
  {
    title: 'an exposure that was taken from its Service keeps its name until it is deleted',
    steps: [
      editOnly('ServiceExposure', { metadata: { ownerReferences: null } }),
      rest,
      removeOnly('ServiceExposure'),
      restart,
    ],
    expected: EXPOSED,
    interrupts: 'addresses',
  },
  {
    title: 'the status of a Service that a person edits is written again',
    steps: [
      edit('Service', 'web', {
        status: { loadBalancer: { ingress: [{ ip: '192.0.2.66', ipMode: 'VIP' }] } },
      }),
    ],
    expected: EXPOSED,
  },
  {
    title: 'everything but the Service is lost, and is computed from the cluster again',
    objects: [...NODES, pool(), service()],
    steps: [
      ({ api }) => {
        for (const object of api.all()) {
          if (['ServiceExposure', 'DaemonSet', 'Pod'].includes(object.kind)) api.remove(object);
        }
      },
    ],
    expected: EXPOSED,
    interrupts: 'workload',
  },
]);
