import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readConfig } from '../../../hooks/config.ts';
import { RequestError } from '../../../hooks/http/request-error.ts';
import { hooksByPath } from '../../../hooks/routes.ts';
import type { Answer } from '../../../hooks/services/answer.ts';
import { ANNOTATIONS } from '../../../hooks/services/annotations.ts';
import { momentOf, pairs } from '../../golden.ts';

const PREFIX = 'akrobateo.kontena.io/';
const POOLS = 'LoadBalancerPool.akrobateo.kontena.io/v1alpha1';

type Metadata = { annotations?: Record<string, string> } & Record<string, unknown>;
/** A fixture's request, open to whatever somebody may write into the cluster. */
interface Open {
  object: { metadata: Metadata; spec: Record<string, unknown>; status?: unknown };
  attachments: Record<string, Record<string, { metadata: Metadata }>>;
  related: Record<
    string,
    Record<string, { metadata: Metadata; spec: Record<string, unknown>; status?: unknown }>
  >;
}

const requests = new Map(pairs().map(({ name, request }) => [name, request]));

function fixture(name: string): Open {
  return structuredClone(requests.get(`services/sync/${name}`)) as Open;
}

function annotate(request: Open, own: Record<string, string>): void {
  const prefixed = Object.entries(own).map(([name, text]) => [`${PREFIX}${name}`, text] as const);
  request.object.metadata.annotations = {
    ...request.object.metadata.annotations,
    ...Object.fromEntries(prefixed),
  };
}

function answerTo(request: unknown): Answer {
  const route = hooksByPath(readConfig({}), () => momentOf(request))['/services/sync'];
  return JSON.parse(JSON.stringify(route?.(request))) as Answer;
}

function publishedIn({ status }: Answer) {
  return status?.loadBalancer?.ingress ?? [];
}

/** The addresses at which kube-proxy answers on every node. */
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
const LEAST = {
  allowPrivilegeEscalation: false,
  capabilities: { add: ['NET_ADMIN'], drop: ['ALL'] },
  readOnlyRootFilesystem: true,
};

function assertLeastPrivileges({ attachments }: Answer): void {
  for (const { metadata, spec } of attachments) {
    assert.equal(metadata?.namespace, 'shop');
    const pod = spec?.template.spec;
    assert.deepEqual(
      Object.keys(pod ?? {}).filter((field) => !POD_FIELDS.includes(field)),
      [],
    );
    assert.equal(pod?.automountServiceAccountToken, false);
    assert.equal(pod.initContainers?.length ?? 0, 0, 'nothing is privileged where there is no IPv6');
    for (const { image, securityContext, command, args } of pod.containers) {
      assert.equal(image, readConfig({}).proxyImage);
      assert.deepEqual(securityContext, LEAST);
      assert.deepEqual([command, args], [undefined, undefined]);
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
      const request = fixture('daemonset-new');
      annotate(request, own);
      const answer = answerTo(request);
      assertLeastPrivileges(answer);
      rendered += answer.attachments.length;
    };
    fc.assert(fc.property(annotations, check), { numRuns: 300, seed: 6 });
    assert.ok(rendered > 50, `only ${rendered} were answered with a workload`);
  });

  it('publishes no address to kube-proxy that only an annotation names', () => {
    for (const own of [{ addresses: '169.254.169.254,10.96.0.1' }, { 'host-ip': '10.96.0.1' }]) {
      const request = fixture('daemonset-exposed');
      annotate(request, own);
      assert.deepEqual(takenByKubeProxy(answerTo(request)), [], JSON.stringify(own));
    }
  });

  it('keeps nothing that the pool forbids by breaking an annotation', () => {
    for (const spec of [
      { allowedPorts: [{ port: 8443 }] },
      { namespaceSelector: { matchLabels: { a: 'b' } } },
    ]) {
      for (const own of [{ replicas: 'many' }, { pool: 'no-such-pool' }]) {
        const request = fixture('none-exposed');
        for (const pool of Object.values(request.related[POOLS] ?? {})) Object.assign(pool.spec, spec);
        annotate(request, own);
        assert.deepEqual(publishedIn(answerTo(request)), [], JSON.stringify({ spec, own }));
      }
    }
  });

  it('takes no node port, and no port of an overlay network, without a pool or with workload None', () => {
    for (const [port, protocol] of [
      [30080, 'TCP'],
      [8472, 'UDP'],
      [4789, 'UDP'],
    ] as const) {
      for (const name of ['daemonset-new', 'none-new']) {
        const request = fixture(name);
        request.object.spec['ports'] = [{ port, protocol }];
        const answer = answerTo(request);
        assert.deepEqual([answer.attachments, publishedIn(answer)], [[], []], `${name} ${port}/${protocol}`);
      }
    }
  });

  // One node of the rollout waits for the port, and the proxies of all others, which are ready, hold another one.
  it('gives kube-proxy no port that its proxies do not hold', () => {
    const request = fixture('ports-added');
    const [waiting] = Object.values(request.related['Pod.v1'] ?? {});
    assert.ok(waiting);
    delete waiting.spec['nodeName'];
    const lastTransitionTime = '2026-11-23T09:00:01Z';
    const message = "0/3 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.";
    waiting.status = {
      conditions: [
        { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message, lastTransitionTime },
      ],
    };
    assert.deepEqual(takenByKubeProxy(answerTo(request)), []);
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
    const request = fixture('daemonset-exposed');
    const want = answerTo(request).attachments;
    for (const workload of Object.values(request.attachments['DaemonSet.apps/v1'] ?? {})) {
      Object.assign(workload, { spec: { template: { spec: { hostNetwork: true } } } });
      Object.assign(workload.metadata, { labels: {}, ownerReferences: [] });
    }
    assert.deepEqual(answerTo(request).attachments, want);
  });

  // The uid of the DaemonSet is no secret there, and the API server lets anybody claim an owner.
  it('publishes no node by a pod that says it is a proxy and holds no port', () => {
    const request = fixture('daemonset-exposed');
    request.object.status = { loadBalancer: {} };
    for (const { spec } of Object.values(request.related['Pod.v1'] ?? {}))
      spec['containers'] = [{ name: 'idle', image: 'pause' }];
    assert.deepEqual(publishedIn(answerTo(request)), []);
  });

  it('gets around no pool by a workload that remembers one that never was', () => {
    const request = fixture('pool-forbids-namespace-of-running');
    const own = { pool: 'never-was', 'host-ip': '192.168.0.2' };
    annotate(request, own);
    for (const { metadata } of Object.values(request.attachments['DaemonSet.apps/v1'] ?? {}))
      Object.assign(metadata.annotations ?? {}, {
        [`${PREFIX}options`]: JSON.stringify(own),
        [`${PREFIX}pool`]: JSON.stringify({ name: own.pool, spec: {} }),
      });
    assert.deepEqual(publishedIn(answerTo(request)), []);
  });
});

describe('who reaches the port of the hook', () => {
  it('cannot fill its memory with names that no object can have', () => {
    const request = fixture('daemonset-new');
    request.object.metadata['name'] = 'x'.repeat(1_000_000);
    assert.throws(() => answerTo(request), RequestError);
  });
});
