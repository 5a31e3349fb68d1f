import assert from 'node:assert/strict';
import type { V1PodSpec } from '@kubernetes/client-node';
import fc from 'fast-check';
import { readConfig } from '../../../hooks/config.ts';
import type { ExposureAnswer } from '../../../hooks/exposures/sync.ts';
import { hooksByPath } from '../../../hooks/routes.ts';
import { ANNOTATIONS } from '../../../hooks/services/annotations.ts';
import { settles } from '../../chain/case.ts';
import { Chain } from '../../chain/chain.ts';
import type { KubeObject } from '../../chain/engine/kube-object.ts';
import { FORBIDS, NODES, WEB, WITHOUT_PROXIES, namespace, pool, service } from '../../chain/objects.ts';
import { EXPOSED, NOTHING } from '../../chain/observed.ts';
import { annotate, edit, editPool, rest } from '../../chain/steps.ts';
import { momentOf, pairs } from '../../golden.ts';

type Fields = Record<string, unknown>;
interface Open {
  metadata: Fields;
  spec: Fields;
  status?: unknown;
}
/** The request of a fixture, whose objects may contain anything that can be written into the cluster. */
interface Request {
  object: Open;
  related: Record<string, Record<string, Open>>;
}

function fixture(name: string): Request {
  return structuredClone(pairs().find((pair) => pair.name === name)?.request) as Request;
}

function ask(path: string, request: unknown): unknown {
  return hooksByPath(readConfig({}), () => momentOf(request))[path]?.(request);
}

function statusOf(request: Request): ExposureAnswer['status'] {
  return (ask('/exposures/sync', request) as ExposureAnswer).status;
}

/** The workloads of a Service with these annotations. */
function workloadsWith(annotations: Record<string, string>): KubeObject[] {
  const chain = new Chain([namespace(), service({ annotations })], 'in turn');
  // The Service, its exposure, and the Service with what was admitted.
  for (let round = 0; round < 3; round += 1) chain.engine.syncAll();
  return chain.api.all().filter(({ kind }) => kind === 'DaemonSet' || kind === 'Deployment');
}

const POD_FIELDS = [
  'affinity',
  'automountServiceAccountToken',
  'containers',
  'enableServiceLinks',
  'initContainers',
  'nodeSelector',
  'securityContext',
  'terminationGracePeriodSeconds',
  'tolerations',
];
const LEAST = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true };
const LOADS = { ...LEAST, capabilities: { add: ['NET_ADMIN'], drop: ['ALL'] } };
const HOLDS = { ...LEAST, capabilities: { drop: ['ALL'] } };

function assertLeastPrivileges({ metadata, spec }: KubeObject): void {
  assert.equal(metadata.namespace, 'shop');
  const pod = (spec as { template: { spec: V1PodSpec } }).template.spec;
  const added = Object.keys(pod).filter((field) => !POD_FIELDS.includes(field));
  assert.deepEqual([added, pod.automountServiceAccountToken], [[], false]);
  const { initContainers = [], containers } = pod;
  // Nothing is privileged, because there is no IPv6.
  for (const [list, args, securityContext] of [
    [initContainers, ['load'], LOADS],
    [containers, ['hold'], HOLDS],
  ] as const) {
    assert.ok(list.length > 0);
    for (const container of list) {
      assert.deepEqual([container.args, container.securityContext], [args, securityContext]);
      assert.deepEqual([container.image, container.command], [readConfig({}).proxyImage, undefined]);
    }
  }
}

const text = fc.oneof(
  fc.string(),
  fc.constantFrom(...Object.values(ANNOTATIONS).map(({ example }) => example)),
  fc.constantFrom('*', 'None', '192.0.2.1" }; flush ruleset', '[{"operator":"Exists","hostPID":true}]', ']}'),
);

describe('who may only write Services', () => {
  it('gets pods with the least privileges, whatever the annotations say', () => {
    let rendered = 0;
    const annotations = fc.dictionary(fc.constantFrom(...Object.keys(ANNOTATIONS)), text, { maxKeys: 3 });
    const check = (own: Record<string, string>): void => {
      const workloads = workloadsWith(own);
      workloads.forEach(assertLeastPrivileges);
      rendered += workloads.length;
    };
    fc.assert(fc.property(annotations, check), { numRuns: 300, seed: 6 });
    assert.ok(rendered > 50, `only ${rendered} were answered with a workload`);
  });

  settles('publishes no address to kube-proxy that only an annotation names', [
    WEB,
    annotate({ addresses: '169.254.169.254,10.96.0.1' }),
    { addresses: ['169.254.169.254', '10.96.0.1'], mode: 'Proxy' },
    annotate({ addresses: null, 'host-ip': '10.96.0.1' }),
    { addresses: ['10.96.0.1'], mode: 'Proxy' },
  ]);

  settles('keeps nothing that the pool forbids by breaking an annotation', [
    'addresses may disappear',
    [...NODES, pool(), WITHOUT_PROXIES],
    annotate({ replicas: 'many' }),
    editPool('default', FORBIDS),
    NOTHING,
    [annotate({ replicas: null }), editPool('default', { namespaceSelector: null })],
    { ...EXPOSED, workload: 'none' },
    annotate({ pool: 'no-such-pool' }),
    editPool('default', { allowedPorts: [{ port: 8443 }] }),
    NOTHING,
  ]);

  settles('does not avoid the rules of the pool default by a pool that does not exist', [
    WEB,
    [pool('default', { allowedPorts: [{ port: 8443 }] }), annotate({ pool: 'no-such-pool' })],
    NOTHING,
  ]);

  settles('takes no node port, and no port of an overlay network, without a pool or with workload None', [
    [...NODES, service({ ports: [30080, '8472/UDP', '4789/UDP'] })],
    { ...NOTHING, reason: 'PortReserved' },
    [pool(), annotate({ workload: 'None' })],
    { ...NOTHING, reason: 'PortReserved' },
  ]);
});

describe('who may also write workloads and pods in a namespace', () => {
  settles('changes nothing for good by writing to the workload', [
    WEB,
    edit('DaemonSet', { metadata: { labels: null }, spec: { template: { spec: { containers: [] } } } }),
    EXPOSED,
  ]);

  // The uid of the DaemonSet is not a secret there, and the API server accepts any owner reference.
  it('publishes no node by a pod that says it is a proxy and holds no port', () => {
    const request = fixture('exposures/sync/daemonset-exposed');
    delete request.object.status;
    for (const { spec } of Object.values(request.related['Pod.v1'] ?? {}))
      spec['containers'] = [{ name: 'idle', image: 'pause' }];
    assert.deepEqual(statusOf(request).nodes, []);
  });
});

const CORRECTED = { ...EXPOSED, admitted: 'DaemonSet 80/TCP', problems: [] };
const SPEC_FIELDS = ['externalTrafficPolicy', 'families', 'options', 'ports', 'service'];
const NODE = { name: 'n9', addresses: ['203.0.113.99'] };
const FORGED_STATUSES: readonly object[] = [
  { admitted: { workload: 'None', ports: ['22/TCP'], ipMode: 'VIP' } },
  { nodes: [NODE], servingNodes: 1 },
  { nodes: [{ ...NODE, replacingSince: '2999-01-01T00:00:00Z' }], ipMode: 'Proxy' },
  { problems: [{ reason: 'NotOwned', message: 'x' }], conditions: [] },
];

describe('who may also write ServiceExposures', () => {
  it('exposes nothing by one that no Service owns', () => {
    const ofAnother = { kind: 'Service', name: 'web', uid: 'of-another', controller: true };
    for (const ownerReferences of [[], [ofAnother]]) {
      const request = fixture('exposures/sync/daemonset-exposed');
      Object.assign(request.object.metadata, { ownerReferences });
      const { admitted, nodes, problems } = statusOf(request);
      assert.deepEqual([admitted, nodes, problems[0]?.reason], [undefined, [], 'NotOwned']);
    }
  });

  settles('changes nothing for good by writing to its spec or its labels', [
    'addresses may disappear',
    WEB,
    edit('ServiceExposure', {
      metadata: { labels: null },
      spec: {
        ports: ['22/TCP'],
        options: { workload: 'None' },
        fallbackPool: 'a',
        internalTrafficPolicy: 'Local',
      },
    }),
    ({ api }) => {
      const [{ metadata, spec } = assert.fail()] = api.list('ServiceExposure');
      assert.ok('akrobateo.kontena.io/port-80-tcp' in (metadata.labels ?? {}));
      assert.deepEqual(Object.keys(spec ?? {}).sort(), SPEC_FIELDS);
    },
    CORRECTED,
  ]);

  settles('changes nothing for good by writing to its status', [
    'addresses may disappear',
    WEB,
    ...FORGED_STATUSES.flatMap((status) => [edit('ServiceExposure', { status }), rest, CORRECTED]),
  ]);
});
