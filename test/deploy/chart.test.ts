import assert from 'node:assert/strict';
import { join } from 'node:path';
import { parse } from 'yaml';
import { needs } from '../assets.ts';
import { MANIFEST, output, run } from '../checkout.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { chart, only, podOf, titleOf } from './render.ts';

describe('the chart', () => {
  const folder = temporaryFolder('chart');
  before(function () {
    needs(this, 'helm');
  });

  it('passes helm lint', () => {
    const { status, stdout, stderr } = run('helm', ['lint', '--strict', 'deploy/chart']);
    assert.equal(status, 0, stdout + stderr);
  });

  it('leaves out what is switched off', () => {
    const [install, create, enabled] = [{ install: false }, { create: false }, { enabled: false }];
    const off = { crd: install, controllers: install, defaultPool: create };
    const kinds = chart({ ...off, podDisruptionBudget: enabled, networkPolicy: enabled }).map(titleOf);
    assert.deepEqual(kinds.sort(), [
      'Deployment akrobateo',
      'Service akrobateo',
      'Service akrobateo-metrics',
      'ServiceAccount akrobateo',
    ]);
  });

  it('has no PodDisruptionBudget for a single replica, whose node could never be drained', () => {
    const kinds = chart({ replicas: 1, metacontroller: { enabled: true, replicas: 1 } }).map(titleOf);
    assert.deepEqual(
      kinds.filter((title) => title.startsWith('PodDisruptionBudget')),
      [],
    );
  });

  it('needs no Secret to be read with an inline authority and without a token', () => {
    const tls = { enabled: true, caBundle: '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n' };
    const objects = chart({ metacontroller: { enabled: true }, tls });
    assert.ok(!objects.some(({ metadata }) => metadata.name === 'akrobateo-metacontroller-secrets'));
    const { spec } = only(objects, 'DecoratorController akrobateo-services');
    const want = [{ host: 'akrobateo.akrobateo-system', caBundle: { inline: tls.caBundle } }];
    assert.deepEqual((spec as { endpointConfigs: unknown }).endpointConfigs, want);
  });

  it('passes placement, pull Secrets and image on to both Deployments', () => {
    const image = { repository: 'example.org/image', tag: 'v9' };
    const values = {
      nodeSelector: { role: 'infra' },
      tolerations: [{ key: 'infra' }],
      priorityClassName: 'high',
    };
    const imagePullSecrets = [{ name: 'pull' }];
    const metacontroller = { enabled: true, ...values, image };
    const objects = chart({ ...values, image, imagePullSecrets, metacontroller });
    for (const name of ['akrobateo', 'akrobateo-metacontroller']) {
      const { pod, container } = podOf(objects, name);
      assert.deepEqual(Object.assign({}, pod, values, { imagePullSecrets }), pod);
      assert.equal(container.image, 'example.org/image:v9');
    }
  });

  it('opens the ports on which the hook listens', () => {
    const { container } = podOf(chart({ config: { port: 8443, metricsPort: 9443 } }), 'akrobateo');
    const ports = container.ports?.map(({ containerPort }) => containerPort);
    assert.deepEqual(ports, [8443, 9443]);
  });

  it('is packaged complete, with the images of that registry', () => {
    output('env', ['REGISTRY=example.org/team/', `OUT=${folder}`, 'deploy/chart.sh']);
    const packed = join(folder, `akrobateo-${MANIFEST.version}.tgz`);
    const values = parse(output('helm', ['show', 'values', packed])) as {
      image: { repository: string };
      config: { proxyImage: string };
    };
    assert.equal(values.image.repository, 'example.org/team/akrobateo');
    assert.equal(values.config.proxyImage, `example.org/team/akrobateo-proxy:${MANIFEST.version}`);
    const rendered = output('helm', ['template', 'akrobateo', packed, '--kube-version=1.30.0']);
    assert.equal(rendered.match(/^kind: CustomResourceDefinition$/gm)?.length, 2);
  });

  it('is not pushed without a registry', () => {
    const { status, stderr } = run('env', ['PUSH=1', 'deploy/chart.sh']);
    assert.deepEqual([status, stderr], [1, 'There is nowhere to push the chart to: set REGISTRY.\n']);
  });
});
