import assert from 'node:assert/strict';
import type { V1Service } from '@kubernetes/client-node';
import { readConfig } from '../../hooks/config.ts';
import { needs } from '../assets.ts';
import { MANIFEST } from '../checkout.ts';
import { environmentOf, kustomize, only, podOf } from './render.ts';
import type { Rendered } from './render.ts';

interface Controller extends Rendered {
  spec: { endpointConfigs?: object[]; hooks: Record<string, { webhook: { url: string } }> };
}

interface NetworkPolicy extends Rendered {
  spec: {
    policyTypes: string[];
    egress?: object[];
    ingress: { ports: { port: string }[]; from: Record<string, { matchLabels: object }>[] }[];
  };
}

/** Metacontroller allows a hook 10 seconds, and main.ts allows requests in flight the same time when it stops. */
const DRAIN_SECONDS = 10;

function controllersIn(folder: string): Controller[] {
  return kustomize(folder).filter(({ kind }) => kind.endsWith('Controller')) as Controller[];
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

  it('can render the monitoring', () => {
    assert.equal(kustomize('deploy/monitoring').length, 3);
  });

  for (const [deploy, controllers, protocol, port] of [
    ['deploy', 'metacontroller', 'http:', 80],
    ['deploy/secure', 'metacontroller/secure', 'https:', 443],
  ] as const) {
    it(`let the controllers of ${controllers} call the Service of ${deploy}`, () => {
      const service = only(kustomize(deploy), 'Service akrobateo') as unknown as V1Service;
      assert.equal(service.spec?.ports?.[0]?.port, port);
      const hooks = controllersIn(controllers).flatMap(({ spec }) => Object.values(spec.hooks));
      assert.equal(hooks.length, 5);
      for (const url of hooks.map(({ webhook }) => new URL(webhook.url)))
        assert.deepEqual([url.protocol, url.host], [protocol, 'akrobateo.akrobateo-system']);
    });
  }

  it('have the hook mount its Secrets where it reads them, and Metacontroller read the same', () => {
    const objects = kustomize('deploy/secure');
    const { pod, container } = podOf(objects, 'akrobateo');
    const [tls, token] = (container.volumeMounts ?? []).map(({ mountPath }) => mountPath);
    const { tlsCert, tlsKey, tokenFile } = readConfig(environmentOf(objects));
    assert.deepEqual([tlsCert, tlsKey, tokenFile], [`${tls}/tls.crt`, `${tls}/tls.key`, `${token}/token`]);
    const names = (pod.volumes ?? []).map(({ secret }) => secret?.secretName);
    assert.deepEqual(names, ['akrobateo-tls', 'akrobateo-token']);
    const namespace = 'akrobateo-system';
    const want = {
      host: `akrobateo.${namespace}`,
      caBundle: { secretRef: { name: 'akrobateo-tls', namespace, key: 'ca.crt' } },
      authorization: { type: 'Bearer', secretRef: { name: 'akrobateo-token', namespace, key: 'token' } },
    };
    for (const { spec } of controllersIn('metacontroller/secure'))
      assert.deepEqual(spec.endpointConfigs, [want]);
  });

  it('have the dedicated Metacontroller serve these controllers', () => {
    const { args = [] } = podOf(kustomize('deploy/metacontroller'), 'akrobateo-metacontroller').container;
    for (const { metadata } of controllersIn('metacontroller')) {
      const labels = Object.entries(metadata.labels ?? {}).map(([key, value]) => `${key}=${value}`);
      assert.ok(labels.some((label) => args.includes(`--target-label-selector=${label}`)));
    }
  });

  it('let in Metacontroller, the dedicated one and the stock one, and nobody else', () => {
    const { spec } = only(kustomize('deploy'), 'NetworkPolicy akrobateo') as NetworkPolicy;
    assert.deepEqual([spec.policyTypes, spec.egress ?? []], [['Ingress', 'Egress'], []]);
    const clients = spec.ingress.map(({ ports, from }) => [
      ...ports.map(({ port }) => port),
      ...from.map((peer) => Object.values(peer).map(({ matchLabels }) => Object.values(matchLabels).join())),
    ]);
    const stock = 'metacontroller';
    // The chart of Metacontroller labels pods with its own name. Those of deploy/metacontroller are in our namespace.
    assert.deepEqual(clients, [
      ['http', [stock, stock], [stock, 'metacontroller-helm'], [stock]],
      ['metrics', ['enabled']],
    ]);
  });
});
