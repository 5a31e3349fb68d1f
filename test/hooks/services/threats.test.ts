import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readConfig } from '../../../hooks/config.ts';
import type { RelatedResourceRule } from '../../../hooks/exposures/customize.ts';
import type { ExposureAnswer } from '../../../hooks/exposures/sync.ts';
import { RequestError } from '../../../hooks/http/request-error.ts';
import { hooksByPath } from '../../../hooks/routes.ts';
import type { Answer } from '../../../hooks/services/answer.ts';
import { ANNOTATIONS } from '../../../hooks/services/annotations.ts';
import { momentOf, pairs, workloadsIn } from '../../golden.ts';

const PREFIX = 'akrobateo.kontena.io/';
const POOLS = 'LoadBalancerPool.akrobateo.kontena.io/v1alpha1';
const EXPOSURES = 'ServiceExposure.akrobateo.kontena.io/v1alpha1';

type Fields = Record<string, unknown>;
type Metadata = { annotations?: Record<string, string> } & Fields;
interface Open {
  metadata: Metadata;
  spec: Fields;
  status?: unknown;
}
type Groups = Record<string, Record<string, Open>>;
/** The request of a fixture, whose objects may contain anything that can be written into the cluster. */
interface ServiceRequest {
  object: Open;
  attachments: Groups;
}
interface ExposureRequest {
  object: Open;
  related: Groups;
}

const requests = new Map(pairs().map(({ name, request }) => [name, request]));

function serviceFixture(name: string): ServiceRequest {
  return structuredClone(requests.get(`services/sync/${name}`)) as ServiceRequest;
}

function exposureFixture(name: string): ExposureRequest {
  return structuredClone(requests.get(`exposures/sync/${name}`)) as ExposureRequest;
}

function ask(path: string, request: unknown): unknown {
  const route = hooksByPath(readConfig({}), () => momentOf(request))[path];
  return JSON.parse(JSON.stringify(route?.(request)));
}

function answerTo(request: unknown): Answer {
  return ask('/services/sync', request) as Answer;
}

function statusOf(request: unknown): ExposureAnswer['status'] {
  return (ask('/exposures/sync', request) as ExposureAnswer).status;
}

/** What a fixture becomes: of a Service its exposure, of that its status, and of both the answer about the Service. */
function settle(
  name: string,
  change: (service: Open) => void,
  changeRelated: (related: Groups) => void = () => undefined,
): Answer {
  const request = serviceFixture(name);
  const { object, related, ...rest } = exposureFixture(name);
  change(request.object);
  changeRelated(related);
  let answer = answerTo(request);
  // Each round is a sync of the exposure and one of the Service; the spec may name another pool after the first.
  for (let round = 0; round < 3; round += 1) {
    const desired = answer.attachments.find(({ kind }) => kind === 'ServiceExposure');
    if (desired === undefined) return answer;
    const exposure = { ...object, spec: desired.spec };
    const { relatedResources } = ask('/exposures/customize', { parent: exposure }) as {
      relatedResources: RelatedResourceRule[];
    };
    const names = relatedResources.flatMap((rule) =>
      rule.resource === 'loadbalancerpools' ? rule.names : [],
    );
    const pools = Object.entries(related[POOLS] ?? {}).filter(([pool]) => names.includes(pool));
    const observed = { ...related, [POOLS]: Object.fromEntries(pools) };
    object.status = statusOf({ ...rest, object: exposure, related: observed });
    const attachments = {
      ...request.attachments,
      [EXPOSURES]: { 'shop/web': { ...exposure, status: object.status } },
    };
    answer = answerTo({ ...request, attachments });
  }
  return answer;
}

/** Sets annotations of the project. */
function annotated(own: Record<string, string>): (service: Open) => void {
  const prefixed = Object.entries(own).map(([name, text]) => [`${PREFIX}${name}`, text] as const);
  return ({ metadata }) => {
    metadata.annotations = { ...metadata.annotations, ...Object.fromEntries(prefixed) };
  };
}

function publishedIn({ status }: Answer) {
  return status?.loadBalancer?.ingress ?? [];
}

/** The addresses that kube-proxy serves on every node. */
function takenByKubeProxy(answer: Answer): (string | undefined)[] {
  return publishedIn(answer)
    .filter(({ ipMode }) => ipMode === 'VIP')
    .map(({ ip }) => ip);
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

function assertLeastPrivileges(answer: Answer): void {
  for (const { metadata, spec } of workloadsIn(answer)) {
    assert.equal(metadata?.namespace, 'shop');
    const pod = spec?.template.spec;
    assert.deepEqual(
      Object.keys(pod ?? {}).filter((field) => !POD_FIELDS.includes(field)),
      [],
    );
    assert.equal(pod?.automountServiceAccountToken, false);
    const { initContainers = [], containers } = pod;
    // Nothing is privileged, because there is no IPv6.
    assert.deepEqual(
      initContainers.map(({ args, securityContext }) => [args, securityContext]),
      [[['load'], LOADS]],
    );
    for (const { args, securityContext } of containers) {
      assert.deepEqual(securityContext, HOLDS);
      assert.deepEqual(args, ['hold']);
    }
    for (const { image, command } of [...initContainers, ...containers]) {
      assert.equal(image, readConfig({}).proxyImage);
      assert.equal(command, undefined);
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
      const answer = settle('daemonset-new', annotated(own));
      assertLeastPrivileges(answer);
      rendered += workloadsIn(answer).length;
    };
    fc.assert(fc.property(annotations, check), { numRuns: 300, seed: 6 });
    assert.ok(rendered > 50, `only ${rendered} were answered with a workload`);
  });

  it('publishes no address to kube-proxy that only an annotation names', () => {
    for (const own of [{ addresses: '169.254.169.254,10.96.0.1' }, { 'host-ip': '10.96.0.1' }])
      assert.deepEqual(
        takenByKubeProxy(settle('daemonset-exposed', annotated(own))),
        [],
        JSON.stringify(own),
      );
  });

  it('keeps nothing that the pool forbids by breaking an annotation', () => {
    for (const spec of [
      { allowedPorts: [{ port: 8443 }] },
      { namespaceSelector: { matchLabels: { a: 'b' } } },
    ]) {
      for (const own of [{ replicas: 'many' }, { pool: 'no-such-pool' }]) {
        const answer = settle('none-exposed', annotated(own), (related) => {
          for (const pool of Object.values(related[POOLS] ?? {})) Object.assign(pool.spec, spec);
        });
        assert.deepEqual(publishedIn(answer), [], JSON.stringify({ spec, own }));
      }
    }
  });

  it('does not avoid the rules of the pool default by a pool that does not exist', () => {
    const answer = settle('daemonset-exposed', annotated({ pool: 'no-such-pool' }), (related) => {
      const spec = { allowedPorts: [{ port: 8443 }] };
      const pool = {
        kind: 'LoadBalancerPool',
        apiVersion: `${PREFIX}v1alpha1`,
        metadata: { name: 'default' },
        spec,
      };
      related[POOLS] = { default: pool };
    });
    assert.deepEqual([workloadsIn(answer), publishedIn(answer)], [[], []]);
  });

  it('takes no node port, and no port of an overlay network, without a pool or with workload None', () => {
    for (const [port, protocol] of [
      [30080, 'TCP'],
      [8472, 'UDP'],
      [4789, 'UDP'],
    ] as const) {
      for (const name of ['daemonset-new', 'none-new']) {
        const answer = settle(name, ({ spec }) => void (spec['ports'] = [{ port, protocol }]));
        assert.deepEqual([workloadsIn(answer), publishedIn(answer)], [[], []], `${name} ${port}/${protocol}`);
      }
    }
  });

  // One node of the rollout waits for the port, and the proxies of all others, which are ready, hold another one.
  it('gives kube-proxy no port that its proxies do not hold', () => {
    const answer = settle(
      'ports-added',
      () => undefined,
      (related) => {
        const [waiting] = Object.values(related['Pod.v1'] ?? {});
        assert.ok(waiting);
        delete waiting.spec['nodeName'];
        const lastTransitionTime = '2026-11-23T09:00:01Z';
        const message =
          "0/3 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.";
        const scheduled = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable' };
        waiting.status = { conditions: [{ ...scheduled, message, lastTransitionTime }] };
      },
    );
    assert.deepEqual(takenByKubeProxy(answer), []);
  });

  it('cannot keep the hook busy with a long annotation', () => {
    const long = [',', 'a,', ' , ', '(', 'a in (', ' '].map((part) => part.repeat(65_536 / part.length));
    for (const [name, { parse }] of Object.entries(ANNOTATIONS)) {
      for (const value of long) {
        const start = performance.now();
        parse(value);
        const milliseconds = performance.now() - start;
        assert.ok(milliseconds < 1000, `${name}: "${value.slice(0, 6)}..." takes ${milliseconds} ms`);
      }
    }
  }).timeout(60_000);
});

describe('who may also write workloads and pods in a namespace', () => {
  it('changes nothing for good by writing to the workload', () => {
    const request = serviceFixture('daemonset-exposed');
    const want = answerTo(request).attachments;
    for (const workload of Object.values(request.attachments['DaemonSet.apps/v1'] ?? {})) {
      Object.assign(workload, { spec: { template: { spec: { hostNetwork: true } } } });
      Object.assign(workload.metadata, { labels: {}, ownerReferences: [] });
    }
    assert.deepEqual(answerTo(request).attachments, want);
  });

  // The uid of the DaemonSet is not a secret there, and the API server accepts any owner reference.
  it('publishes no node by a pod that says it is a proxy and holds no port', () => {
    const request = exposureFixture('daemonset-exposed');
    delete request.object.status;
    for (const { spec } of Object.values(request.related['Pod.v1'] ?? {}))
      spec['containers'] = [{ name: 'idle', image: 'pause' }];
    assert.deepEqual(statusOf(request).nodes, []);
  });
});

describe('who may also write ServiceExposures', () => {
  it('exposes nothing by one that no Service owns', () => {
    for (const metadata of [
      { ownerReferences: [] },
      { ownerReferences: [{ kind: 'Service', name: 'web', uid: 'of-another', controller: true }] },
      { name: 'mine' },
    ]) {
      const request = exposureFixture('daemonset-exposed');
      Object.assign(request.object.metadata, metadata);
      const { admitted, nodes, problems } = statusOf(request);
      assert.deepEqual([admitted, nodes], [undefined, []], JSON.stringify(metadata));
      assert.equal(problems[0]?.reason, 'NotOwned');
    }
  });

  // Null removes what dynamic apply would keep, because it has not written it itself.
  it('changes nothing for good by writing to its spec or its labels', () => {
    const request = serviceFixture('daemonset-exposed');
    const [want, ...workloads] = answerTo(request).attachments;
    for (const exposure of Object.values(request.attachments[EXPOSURES] ?? {})) {
      Object.assign(exposure.spec, {
        ports: ['22/TCP'],
        options: { workload: 'None' },
        fallbackPool: 'other',
      });
      exposure.metadata['labels'] = {};
    }
    const spec = { ...want?.spec, options: { workload: null }, fallbackPool: null };
    assert.deepEqual(answerTo(request).attachments, [{ ...want, spec }, ...workloads]);
  });

  it('changes nothing for good by writing to its status', () => {
    const { admitted, ipMode, nodes, problems } = statusOf(exposureFixture('daemonset-exposed'));
    const node = { name: 'n9', addresses: ['203.0.113.99'] };
    for (const status of [
      { admitted: { workload: 'None', ports: ['22/TCP'], ipMode: 'VIP' } },
      { nodes: [node], servingNodes: 1 },
      { nodes: [{ ...node, replacingSince: '2999-01-01T00:00:00Z' }], ipMode: 'Proxy' },
      { problems: [{ reason: 'NotOwned', message: 'x' }], conditions: [] },
      { admitted: { workload: 'DaemonSet', ports: [{ port: 80 }] } },
      { nodes: null },
    ]) {
      const request = exposureFixture('daemonset-exposed');
      Object.assign(request.object.status as Fields, status);
      const answer = statusOf(request);
      const got = [answer.admitted, answer.ipMode, answer.nodes, answer.problems];
      assert.deepEqual(got, [admitted, ipMode, nodes, problems], JSON.stringify(status));
    }
  });
});

describe('who reaches the port of the hook', () => {
  it('cannot fill its memory with names that no object can have', () => {
    const request = serviceFixture('daemonset-new');
    request.object.metadata['name'] = 'x'.repeat(1_000_000);
    assert.throws(() => answerTo(request), RequestError);
  });

  it('gets no answer about a parent of another kind', () => {
    const request = exposureFixture('daemonset-exposed');
    const service = { ...request.object, apiVersion: 'v1', kind: 'Service' };
    assert.throws(() => statusOf({ ...request, object: service }), { code: 'WrongParent' });
    assert.throws(() => ask('/exposures/customize', { parent: service }), { code: 'WrongParent' });
  });
});
