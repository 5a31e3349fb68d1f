import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { V1Container } from '@kubernetes/client-node';
import { needs, output, run } from './programs.ts';
import { chart, comparable, kustomize, only, podOf } from './render.ts';
import type { Values } from './render.ts';

const dedicated = { metacontroller: { enabled: true } };
const noPool = { defaultPool: { create: false } };
const secure = { tls: { enabled: true }, token: { enabled: true } };

const variants: { name: string; folders: readonly string[]; values: Values }[] = [
  {
    name: 'the hook, its controllers and the pool default',
    folders: ['deploy', 'metacontroller', 'metacontroller/pools'],
    values: {},
  },
  {
    name: 'a dedicated Metacontroller',
    folders: ['deploy', 'metacontroller', 'deploy/metacontroller'],
    values: { ...dedicated, ...noPool },
  },
  {
    name: 'HTTPS and a token',
    folders: ['deploy/secure', 'metacontroller/secure'],
    values: { ...secure, ...noPool },
  },
  {
    name: 'all of it',
    folders: [
      'deploy/secure',
      'metacontroller/secure',
      'metacontroller/pools',
      'deploy/metacontroller',
      'deploy/metacontroller/secrets',
    ],
    values: { ...dedicated, ...secure },
  },
];

function hookOf(values: Values): V1Container {
  return podOf(chart(values), 'akrobateo').container;
}

describe('the chart', () => {
  before(function () {
    needs(this, 'kubectl', 'helm');
  });

  for (const { name, folders, values } of variants) {
    it(`installs what the kustomizations do: ${name}`, () => {
      const installed = chart({ ...values, namespace: { create: true } });
      assert.deepEqual(comparable(installed), comparable(kustomize(...folders)));
    });
  }

  it('makes no Namespace by itself, which Helm has made by then', () => {
    assert.deepEqual(
      chart().filter(({ kind }) => kind === 'Namespace'),
      [],
    );
  });

  it('leaves out what is switched off', () => {
    const off = { crd: { install: false }, controllers: { install: false }, ...noPool };
    const more = { podDisruptionBudget: { enabled: false }, networkPolicy: { enabled: false } };
    const kinds = chart({ ...off, ...more, ...dedicated }).map(({ kind }) => kind);
    const want = [
      'ServiceAccount',
      'ServiceAccount',
      'ClusterRole',
      'ClusterRoleBinding',
      'Role',
      'RoleBinding',
    ];
    assert.deepEqual(kinds.sort(), [...want, 'Service', 'Service', 'Deployment', 'Deployment'].sort());
  });

  it('needs no Secret to be read where the authority is given and no token is asked for', () => {
    const tls = { enabled: true, caBundle: '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n' };
    const objects = chart({ ...dedicated, tls });
    assert.ok(!objects.some(({ metadata }) => metadata.name === 'akrobateo-metacontroller-secrets'));
    const { spec } = only(objects, 'DecoratorController akrobateo-services');
    const want = [{ host: 'akrobateo.akrobateo-system', caBundle: { inline: tls.caBundle } }];
    assert.deepEqual((spec as { endpointConfigs: unknown }).endpointConfigs, want);
  });

  it('has the placement, the pull Secrets and the tag of its values', () => {
    const placement = {
      nodeSelector: { role: 'infra' },
      tolerations: [{ key: 'infra' }],
      priorityClassName: 'high',
    };
    const values = {
      ...placement,
      imagePullSecrets: [{ name: 'pull' }],
      metacontroller: { enabled: true, ...placement },
    };
    const objects = chart({ ...values, image: { repository: 'example.org/hook', tag: 'v9' } });
    for (const name of ['akrobateo', 'akrobateo-metacontroller']) {
      const { pod } = podOf(objects, name);
      assert.deepEqual(pod.nodeSelector, placement.nodeSelector);
      assert.deepEqual(pod.tolerations, placement.tolerations);
      assert.equal(pod.priorityClassName, 'high');
      assert.deepEqual(pod.imagePullSecrets, [{ name: 'pull' }]);
    }
    assert.equal(
      hookOf({ image: { repository: 'example.org/hook', tag: 'v9' } }).image,
      'example.org/hook:v9',
    );
  });

  it('opens the ports on which the hook listens by its values', () => {
    const { ports = [] } = hookOf({ config: { port: 8443, metricsPort: 9443 } });
    assert.deepEqual(
      ports.map(({ name, containerPort }) => [name, containerPort]),
      [
        ['http', 8443],
        ['metrics', 9443],
      ],
    );
  });

  it('is complete as a package, with the CustomResourceDefinitions', () => {
    const folder = mkdtempSync(join(tmpdir(), 'akrobateo-chart-'));
    try {
      const printed = output('helm', ['package', 'deploy/chart', `--destination=${folder}`]);
      const file = printed.trim().split(' ').at(-1) ?? '';
      const args = ['template', 'akrobateo', file, '--kube-version=1.30.0', '--show-only'];
      const crds = output('helm', [...args, 'templates/crds.yaml']);
      assert.equal(crds.match(/^kind: CustomResourceDefinition$/gm)?.length, 2);
      assert.match(crds, /x-kubernetes-validations/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is found good by helm lint', () => {
    const { status, stdout, stderr } = run('helm', ['lint', '--strict', 'deploy/chart']);
    assert.equal(status, 0, stdout + stderr);
  });
});
