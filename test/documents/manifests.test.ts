import assert from 'node:assert/strict';
import type { V1LabelSelector } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import { readConfig } from '../../hooks/config.ts';
import { isReadableSpec } from '../../hooks/kubernetes/load-balancer-pool.ts';
import type { LoadBalancerPool } from '../../hooks/kubernetes/load-balancer-pool.ts';
import { matchesSelector } from '../../hooks/kubernetes/label-selector.ts';
import type { Answer } from '../../hooks/services/answer.ts';
import { objectionTo } from '../../hooks/services/claim.ts';
import type { Service } from '../../hooks/services/observed.ts';
import { faultsOf } from '../chain/engine/admission.ts';
import { pairs } from '../golden.ts';
import { DOCUMENTS, blocksOf } from './documents.ts';
import { exposedIn, observedOf } from './exposed.ts';
import type { Exposed } from './exposed.ts';

interface Promise {
  readonly namespaceLabels?: Record<string, string>;
  readonly ports: number[];
  readonly exposed: Exposed;
}

const external = ['203.0.113.7'];
const enabled = 'svccontroller.k3s.cattle.io/enablelb';

/** What the documents promise of each pool that they show, in a pool of two nodes. */
const POOLS: Readonly<Record<string, Promise>> = {
  'README.md edge': {
    ports: [443],
    exposed: { ports: [443], selects: ['role'], tolerates: [], publishes: external },
  },
  'docs/pools.md default': {
    ports: [80],
    exposed: { ports: [80], selects: ['role'], tolerates: ['role'], publishes: external },
  },
  'docs/pools.md bank': {
    namespaceLabels: { tenant: 'bank' },
    ports: [80, 443, 8009, 8010],
    exposed: { ports: [443, 8009], selects: [], tolerates: [], publishes: external },
  },
  'docs/pools.md bank-only': {
    namespaceLabels: { tenant: 'bank' },
    ports: [80],
    exposed: { ports: [80], selects: ['tenant'], tolerates: [], publishes: external },
  },
  'docs/pools.md public': {
    ports: [80],
    exposed: { ports: [80], selects: [], tolerates: [], publishes: ['n1', 'n2'] },
  },
  'docs/guides/migration.md default': {
    ports: [80],
    exposed: { ports: [80], selects: [enabled], tolerates: [], publishes: external },
  },
  'docs/guides/migration.md pool1': {
    ports: [80],
    exposed: {
      ports: [80],
      selects: [enabled, 'svccontroller.k3s.cattle.io/lbpool'],
      tolerates: [],
      publishes: external,
    },
  },
};

/** Why a Service that a document shows is not ours. */
const OBJECTIONS: Readonly<Record<string, string>> = {
  'docs/guides/metallb.md intranet': 'has the loadBalancerClass metallb.io/metallb',
};

/** Kinds of other projects, and the test that reads them. */
const OTHERS: Readonly<Record<string, string>> = {
  Kustomization: 'test/deploy/readme.test.ts',
  Certificate: 'test/deploy/readme.test.ts',
};

type Manifest = { kind: string; metadata: { name: string } } & Record<string, unknown>;

const shown = DOCUMENTS.flatMap(blocksOf)
  .filter(({ language }) => language === 'yaml')
  .map(({ document, line, text }) => {
    const parsed = parseAllDocuments(text);
    const faults = parsed.flatMap(({ errors }) => errors);
    return { document, line, faults, manifests: parsed.map((each) => each.toJS() as Manifest) };
  });

function manifestsOf(kind: string) {
  return shown.flatMap(({ document, manifests }) =>
    manifests
      .filter((manifest) => manifest.kind === kind)
      .map((manifest) => ({ manifest, pools: manifests, key: `${document} ${manifest.metadata.name}` })),
  );
}

describe('manifests in documents', () => {
  it('are YAML', () => {
    for (const { document, line, faults } of shown) assert.deepEqual(faults, [], `${document}:${line}`);
  });

  it('are of kinds that a test reads', () => {
    const kinds = shown.flatMap(({ manifests }) => manifests.map(({ kind }) => kind));
    const known = ['LoadBalancerPool', 'Service', 'NetworkPolicy', ...Object.keys(OTHERS)];
    assert.deepEqual(
      kinds.filter((kind) => !known.includes(kind)),
      [],
    );
  });

  for (const { manifest, key } of manifestsOf('LoadBalancerPool')) {
    it(`${key} is a LoadBalancerPool that does what is said`, () => {
      const pool = manifest as unknown as LoadBalancerPool;
      assert.deepEqual(faultsOf(pool.spec), []);
      assert.ok(isReadableSpec(pool.spec));
      const want = POOLS[key];
      assert.ok(want, 'add what is promised of it to POOLS');
      assert.deepEqual(exposedIn(pool, want.namespaceLabels ?? {}, want.ports), want.exposed);
    });
  }

  for (const { manifest, pools, key } of manifestsOf('Service')) {
    it(`${key} is a Service that is exposed, or belongs to another load balancer`, () => {
      const service = manifest as unknown as Service;
      assert.equal(objectionTo(service, readConfig({})), OBJECTIONS[key] ?? null);
      if (key in OBJECTIONS) return;
      const ofDocument = pools.filter(({ kind }) => kind === 'LoadBalancerPool');
      const { reason, says } = observedOf(service, ofDocument);
      assert.equal(reason, 'Exposed', says);
    });
  }

  for (const { manifest, key } of manifestsOf('NetworkPolicy')) {
    it(`${key} is a NetworkPolicy that selects the proxies`, () => {
      const { podSelector } = manifest['spec'] as { podSelector: V1LabelSelector };
      const proxies = pairs().find(({ name }) => name === 'services/sync/daemonset-exposed');
      const { attachments } = proxies?.response() as Answer;
      const [labels] = attachments.flatMap(({ spec }) =>
        spec !== undefined && 'template' in spec ? [spec.template.metadata?.labels ?? {}] : [],
      );
      assert.ok(labels);
      assert.ok(matchesSelector(podSelector, labels));
    });
  }

  it('are all that is promised', () => {
    const keys = [...manifestsOf('LoadBalancerPool'), ...manifestsOf('Service')].map(({ key }) => key);
    const promised = [...Object.keys(POOLS), ...Object.keys(OBJECTIONS)];
    assert.deepEqual(
      promised.filter((key) => !keys.includes(key)),
      [],
    );
  });
});
