import { strict as assert } from 'node:assert';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { startApiServer } from '../framework/cluster/control-plane.ts';
import { repository } from '../framework/processes/paths.ts';
import { useStarted } from '../framework/processes/started.ts';
import { ESCAPE, akrobateo } from '../cli/run.ts';
import { created } from './doctor/changes.ts';
import { CLUSTER, ipvs } from './doctor/faults/cluster.ts';
import { OURS } from './doctor/faults/ours.ts';
import { install } from './doctor/installation.ts';

interface Report {
  readonly findings: readonly Record<'title' | 'level' | 'what' | 'todo', string | null>[];
  readonly summary: string;
}

const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1' };
const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'reader' };

/** A user who may only list pods, Services and one ConfigMap. */
const reader = created(
  {
    ...rbac,
    kind: 'ClusterRole',
    metadata: { name: 'reader' },
    rules: [
      { apiGroups: [''], resources: ['pods', 'services'], verbs: ['list'] },
      { apiGroups: [''], resources: ['configmaps'], resourceNames: ['cilium-config'], verbs: ['list'] },
    ],
  },
  {
    ...rbac,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'reader' },
    roleRef,
    subjects: [{ kind: 'User', apiGroup: roleRef.apiGroup, name: 'reader' }],
  },
);

describe('akrobateo doctor', () => {
  const api = useStarted(startApiServer);
  const doctor = (...args: string[]) =>
    akrobateo(['doctor', '--kubeconfig', api().plane.kubeconfig, ...args]);

  /** Runs it as another user. */
  const doctorAs = (user: string, token = api().plane.token) => {
    const file = join(api().folder, user);
    const cluster = { server: api().plane.server, 'insecure-skip-tls-verify': true };
    const config = {
      clusters: [{ name: 'c', cluster }],
      users: [{ name: 'u', user: { token, as: user } }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'c',
    };
    writeFileSync(file, JSON.stringify(config));
    return akrobateo(['doctor', '--kubeconfig', file]);
  };

  it('says what is missing on a cluster without this project', async () => {
    const { code, out, err } = await doctor();
    assert.deepEqual([code, err], [1, '']);
    for (const line of [
      'problem  no pod of Metacontroller runs, so nothing is done: kubectl apply -k deploy/metacontroller',
      'problem  serviceexposures.akrobateo.kontena.io is missing: kubectl apply -k metacontroller',
      'problem  no pod of the hook runs: kubectl apply -k deploy',
    ])
      assert.ok(out.includes(`\n  ${line}\n`), out);
  });

  describe('with this project', () => {
    before(async () => {
      await install(api().plane);
      await reader(api().plane);
    });

    it('finds nothing wrong', async () => {
      const { code, out, err } = await doctor();
      assert.deepEqual([code, err], [0, '']);
      assert.match(out, /\n\n\d\d ok\n$/, out);
      assert.doesNotMatch(out, ESCAPE);
    });

    it('prints what its README shows', async () => {
      const readme = readFileSync(join(repository, 'hooks/cli/README.md'), 'utf8');
      const undo = await ipvs(api().plane);
      const { out } = await doctor();
      await undo();
      assert.ok(readme.includes(`$ akrobateo doctor\n${out}`), out);
    });

    it('prints JSON', async () => {
      const { out } = await doctor('-o', 'json');
      const { findings, summary } = JSON.parse(out) as Report;
      assert.equal(summary, `${findings.length} ok`);
      const first = { title: 'Metacontroller', level: 'ok', what: '1 pod ready', todo: null };
      assert.deepEqual(findings[0], first);
    });

    it('says which rights are missing, and checks what may be read', async () => {
      const { code, out, err } = await doctorAs('reader');
      assert.deepEqual([code, err], [0, '']);
      for (const line of [
        'unknown  cannot list nodes: ask for the right to list nodes',
        'unknown  cannot list configmaps in kube-system, at least kube-proxy: ask for the right to list configmaps in kube-system, at least kube-proxy',
        'unknown  cannot create subjectaccessreviews: ask for the right to create subjectaccessreviews',
        'ok       1 of 1 proxy pod ready',
        'ok       nothing else that is known takes Services without a class',
      ])
        assert.ok(out.includes(`\n  ${line}\n`), out);
    });

    it('exits with 3 for a user who may read nothing, or is not known', async () => {
      const { code, out } = await doctorAs('nobody');
      assert.equal(code, 3, out);
      assert.match(out, /^\d+ unknown\n$/m);
      const unknown = await doctorAs('reader', 'wrong');
      assert.deepEqual([unknown.code, unknown.out], [3, '']);
      assert.match(unknown.err, /does not accept the kubeconfig's credentials; log in again\.\n$/);
    });

    for (const { name, changes, says } of [...OURS, ...CLUSTER]) {
      it(`reports ${name}`, async () => {
        const undo: (() => Promise<unknown>)[] = [];
        try {
          for (const change of changes) undo.unshift(await change(api().plane));
          assert.match((await doctor()).out, says);
        } finally {
          for (const step of undo) await step();
        }
      });
    }

    it('finds nothing wrong after all faults are gone', async () => {
      const { code, out } = await doctor();
      assert.equal(code, 0, out);
      assert.match(out, /\n\n\d\d ok\n$/, out);
    });
  });
});
