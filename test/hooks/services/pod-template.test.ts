import assert from 'node:assert/strict';
import { readConfig } from '../../../hooks/config.ts';
import type { Environment } from '../../../hooks/config.ts';
import { podTemplate } from '../../../hooks/services/pod-template.ts';

const state = {
  service: { metadata: { name: 'web', namespace: 'shop', uid: '5b8a2f0e-7c31-4d0a-9a55-0c1f4f7f2a10' } },
  exposure: undefined,
};
const requested = {
  ports: [{ port: 80, protocol: 'TCP' }],
  clusterIPs: { IPv4: '10.96.0.10' },
  families: ['IPv4'],
  isLocal: false,
  isInternalLocal: false,
  sourceRanges: [],
} as const;
const admitted = { workload: 'DaemonSet', ports: ['80/TCP'], ipMode: 'Auto' } as const;

function template(env: Environment) {
  return podTemplate({ state, requested, options: {}, admitted }, readConfig(env));
}

describe('podTemplate', () => {
  it('has the labels, annotations and Secrets of the configuration, and our own labels', () => {
    const { metadata, spec } = template({
      PROXY_LABELS: '{"team":"edge"}',
      PROXY_ANNOTATIONS: '{"Example.org/note":"any text"}',
      IMAGE_PULL_SECRETS: 'registry, mirror,registry',
    });
    const { team, ...own } = metadata?.labels ?? {};
    assert.equal(team, 'edge');
    assert.equal(own['akrobateo.kontena.io/service'], 'web');
    assert.equal(own['sidecar.istio.io/inject'], undefined);
    assert.deepEqual(metadata?.annotations, { 'Example.org/note': 'any text' });
    assert.deepEqual(spec?.imagePullSecrets, [{ name: 'registry' }, { name: 'mirror' }]);
  });

  it('has no empty map or list, which the API server would drop', () => {
    const { metadata, spec } = template({ PROXY_LABELS: '{}', PROXY_ANNOTATIONS: '{}' });
    assert.deepEqual(Object.keys(metadata ?? {}), ['labels']);
    assert.ok(spec !== undefined && !('imagePullSecrets' in spec));
  });
});
