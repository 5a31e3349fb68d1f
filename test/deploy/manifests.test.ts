import assert from 'node:assert/strict';
import { hooksByPath } from '../../hooks/routes.ts';
import { readConfig } from '../../hooks/config.ts';
import { MANIFEST } from '../release/checkout.ts';
import { needs } from './programs.ts';
import { environmentOf, kustomize, only, podOf, titleOf } from './render.ts';
import type { Rendered } from './render.ts';

interface Controller extends Rendered {
  spec: { endpointConfigs?: object[]; hooks: Record<string, { webhook: { url: string } }> };
}

interface Service extends Rendered {
  spec: { ports: { port: number }[] };
}

interface NetworkPolicy extends Rendered {
  spec: { policyTypes: string[]; ingress: object[]; egress?: object[] };
}

/** Metacontroller allows a hook 10 seconds, and main.ts allows requests in flight the same time when it stops. */
const DRAIN_SECONDS = 10;

function controllersOf(objects: readonly Rendered[]): Controller[] {
  return objects.filter(({ kind }) => kind.endsWith('Controller')) as Controller[];
}

describe('the kustomizations', () => {
  before(function () {
    needs(this, 'kubectl');
  });

  it('give the hook a configuration that it takes, images of this version, and time to stop', () => {
    const objects = kustomize('deploy');
    const { shutdownDelaySeconds, proxyImage } = readConfig(environmentOf(objects));
    const { pod, container } = podOf(objects, 'akrobateo');
    assert.equal(container.image, `akrobateo:${MANIFEST.version}`);
    assert.equal(proxyImage, `akrobateo-proxy:${MANIFEST.version}`);
    assert.ok((pod.terminationGracePeriodSeconds ?? 0) > shutdownDelaySeconds + DRAIN_SECONDS);
  });

  it('of the monitoring has a PodMonitor, the alerts and the dashboard', () => {
    const titles = kustomize('deploy/monitoring').map(titleOf).sort();
    const want = ['ConfigMap akrobateo-dashboard', 'PodMonitor akrobateo', 'PrometheusRule akrobateo'];
    assert.deepEqual(titles, want);
  });

  for (const [deploy, controllers, origin] of [
    ['deploy', 'metacontroller', 'http://akrobateo.akrobateo-system'],
    ['deploy/secure', 'metacontroller/secure', 'https://akrobateo.akrobateo-system'],
  ] as const) {
    it(`let the controllers of ${controllers} call the Service of ${deploy}`, () => {
      const { metadata, spec } = only(kustomize(deploy), 'Service akrobateo') as Service;
      assert.equal(`${metadata.name}.${metadata.namespace ?? ''}`, new URL(origin).host);
      assert.equal(spec.ports[0]?.port, origin.startsWith('https') ? 443 : 80);
      const hooks = controllersOf(kustomize(controllers)).flatMap((each) => Object.values(each.spec.hooks));
      const want = Object.keys(hooksByPath(readConfig({}), Date.now)).map((path) => `${origin}${path}`);
      assert.deepEqual(hooks.map(({ webhook }) => webhook.url).sort(), want.sort());
    });
  }

  it('have Metacontroller read the Secrets that the hook mounts', () => {
    const namespace = 'akrobateo-system';
    const want = {
      host: `akrobateo.${namespace}`,
      caBundle: { secretRef: { name: 'akrobateo-tls', namespace, key: 'ca.crt' } },
      authorization: { type: 'Bearer', secretRef: { name: 'akrobateo-token', namespace, key: 'token' } },
    };
    for (const { spec } of controllersOf(kustomize('metacontroller/secure')))
      assert.deepEqual(spec.endpointConfigs, [want]);
    const { volumes = [] } = podOf(kustomize('deploy/secure'), 'akrobateo').pod;
    assert.deepEqual(
      volumes.map(({ secret }) => secret?.secretName),
      ['akrobateo-tls', 'akrobateo-token'],
    );
  });

  it('name the files that are mounted', () => {
    const objects = kustomize('deploy/secure');
    const { volumeMounts = [] } = podOf(objects, 'akrobateo').container;
    const [tls = '', token = ''] = volumeMounts.map(({ mountPath }) => mountPath);
    const { tlsCert, tlsKey, tokenFile } = readConfig(environmentOf(objects));
    assert.deepEqual([tlsCert, tlsKey, tokenFile], [`${tls}/tls.crt`, `${tls}/tls.key`, `${token}/token`]);
  });

  it('have the dedicated Metacontroller serve these controllers', () => {
    const { args = [] } = podOf(kustomize('deploy/metacontroller'), 'akrobateo-metacontroller').container;
    const controllers = controllersOf(kustomize('metacontroller'));
    assert.equal(controllers.length, 3);
    for (const { metadata } of controllers) {
      const labels = Object.entries(metadata.labels ?? {}).map(([key, value]) => `${key}=${value}`);
      assert.ok(labels.some((label) => args.includes(`--target-label-selector=${label}`)));
    }
  });

  it('let in Metacontroller, the dedicated one and the stock one, and nobody else', () => {
    const { spec } = only(kustomize('deploy'), 'NetworkPolicy akrobateo') as NetworkPolicy;
    // Its own manifests and deploy/metacontroller label pods so.
    const podSelector = { matchLabels: { 'app.kubernetes.io/name': 'metacontroller' } };
    // Its chart labels pods with the name of the chart.
    const ofChart = { matchLabels: { 'app.kubernetes.io/name': 'metacontroller-helm' } };
    const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': 'metacontroller' } };
    assert.deepEqual(spec.policyTypes, ['Ingress', 'Egress']);
    assert.deepEqual(spec.egress ?? [], []);
    assert.deepEqual(spec.ingress, [
      {
        from: [
          { namespaceSelector, podSelector },
          { namespaceSelector, podSelector: ofChart },
          { podSelector },
        ],
        ports: [{ port: 'http', protocol: 'TCP' }],
      },
      {
        from: [{ namespaceSelector: { matchLabels: { metrics: 'enabled' } } }],
        ports: [{ port: 'metrics', protocol: 'TCP' }],
      },
    ]);
  });
});
