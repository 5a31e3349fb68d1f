import assert from 'node:assert/strict';
import type { V1LabelSelector } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import { readConfig } from '../../hooks/config.ts';
import { matchesSelector, requirementsOf } from '../../hooks/kubernetes/label-selector.ts';
import type { LoadBalancerPool } from '../../hooks/kubernetes/load-balancer-pool.ts';
import type { Answer } from '../../hooks/services/answer.ts';
import { objectionTo } from '../../hooks/services/claim.ts';
import type { Service } from '../../hooks/services/observed.ts';
import { Chain } from '../chain/chain.ts';
import { faultsOf } from '../chain/engine/admission.ts';
import type { NewObject } from '../chain/engine/kube-object.ts';
import { NAMESPACE, namespace, node, service } from '../chain/objects.ts';
import { observe } from '../chain/observed.ts';
import { pairs } from '../golden.ts';
import { DOCUMENTS, blocksOf } from './documents.ts';

/** Why a Service that a document shows is not ours. */
const OBJECTIONS: Readonly<Record<string, string>> = {
  'docs/guides/metallb.md intranet': 'has the loadBalancerClass metallb.io/metallb',
};

const shown = DOCUMENTS.flatMap(blocksOf)
  .filter(({ language }) => language === 'yaml')
  .map(({ document, line, text }) => {
    const parsed = parseAllDocuments(text);
    assert.deepEqual(
      parsed.flatMap(({ errors }) => errors),
      [],
      `${document}:${line}`,
    );
    return { document, manifests: parsed.map((each) => each.toJS() as NewObject) };
  });

function manifestsOf(kind: string) {
  return shown.flatMap(({ document, manifests }) =>
    manifests
      .filter((manifest) => manifest.kind === kind)
      .map((manifest) => ({ manifest, pools: manifests, key: `${document} ${manifest.metadata.name}` })),
  );
}

/** Labels that are selected. */
function labelsFor(...selectors: readonly Parameters<typeof requirementsOf>[0][]): Record<string, string> {
  const requirements = selectors.flatMap((selector) => requirementsOf(selector));
  return Object.fromEntries(requirements.map(({ key, values = [''] }) => [key, values[0] ?? '']));
}

/** What becomes of a Service, with what the API server adds to it, in pools of two nodes that admit its namespace. */
function settled(pools: readonly LoadBalancerPool[], web: NewObject) {
  const labels = labelsFor(...pools.map(({ spec }) => spec?.nodeSelector));
  const nodes = [
    node('n1', { ips: ['192.168.0.2'], external: '203.0.113.7', labels }),
    node('n2', { ips: ['192.168.0.3'], labels }),
  ];
  const shop = namespace(labelsFor(...pools.map(({ spec }) => spec?.namespaceSelector)));
  const chain = new Chain([...nodes, ...(pools as readonly NewObject[]), shop, web], 'in turn');
  chain.rest();
  return observe(chain);
}

describe('manifests in documents', () => {
  for (const { manifest, key } of manifestsOf('LoadBalancerPool')) {
    it(`${key} is a LoadBalancerPool in which Services are exposed`, () => {
      const pool = manifest as LoadBalancerPool;
      assert.deepEqual(faultsOf(pool.spec), []);
      const { port = 80 } = pool.spec?.allowedPorts?.[0] ?? {};
      const web = service({ ports: [port], annotations: { pool: pool.metadata.name } });
      const { reason, says, addresses } = settled([pool], web);
      assert.equal(reason, 'Exposed', says);
      assert.notDeepEqual(addresses, []);
    });
  }

  for (const { manifest, pools, key } of manifestsOf('Service')) {
    it(`${key} is a Service that is exposed, or belongs to another load balancer`, () => {
      assert.equal(objectionTo(manifest as Service, readConfig({})), OBJECTIONS[key] ?? null);
      if (key in OBJECTIONS) return;
      const { annotations } = manifest.metadata;
      const { metadata, spec, ...web } = service();
      const completed = {
        ...web,
        metadata: { ...metadata, ...(annotations ? { annotations } : {}), namespace: NAMESPACE },
        spec: Object.assign({}, spec, manifest.spec),
      };
      const ofDocument = pools.filter(({ kind }) => kind === 'LoadBalancerPool');
      const { reason, says } = settled(ofDocument, completed);
      assert.equal(reason, 'Exposed', says);
    });
  }

  for (const { manifest, key } of manifestsOf('NetworkPolicy')) {
    it(`${key} is a NetworkPolicy that selects the proxies`, () => {
      const { podSelector } = manifest.spec as { podSelector: V1LabelSelector };
      const proxies = pairs().find(({ name }) => name === 'services/sync/daemonset-exposed');
      const { attachments } = proxies?.response() as Answer;
      const [labels] = attachments.flatMap(({ spec }) =>
        spec !== undefined && 'template' in spec ? [spec.template.metadata?.labels ?? {}] : [],
      );
      assert.ok(labels);
      assert.ok(matchesSelector(podSelector, labels));
    });
  }
});
