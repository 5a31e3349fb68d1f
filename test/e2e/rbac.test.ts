import { strict as assert } from 'node:assert';

import { eventually } from '../framework/processes/eventually.ts';
import { strategies } from '../framework/cluster/engine.ts';
import type { Engine } from '../framework/cluster/engine.ts';
import { useStarted } from '../framework/processes/started.ts';
import { locate } from '../framework/processes/programs.ts';
import { TestNamespace } from '../framework/cluster/test-namespace.ts';
import { exceptions, granted } from './rbac/grants.ts';
import { startRbacCluster } from './rbac/cluster.ts';
import { scenarios } from './rbac/scenarios.ts';
import { secure } from './rbac/secure.ts';
import type { Scenario } from './scenarios.ts';

describe('the dedicated Metacontroller under its own roles', () => {
  before(function () {
    if (locate('kubectl') !== undefined) return;
    console.warn('The roles are not tested: kubectl is neither in KUBEBUILDER_ASSETS nor in PATH.');
    this.skip();
  });
  const cluster = useStarted(startRbacCluster);

  /** Runs a scenario with this engine, once that has seen everything. */
  async function runScenario(engine: Engine, { run }: Pick<Scenario, 'run'>): Promise<void> {
    const namespace = await TestNamespace.create({ ...cluster(), engine }, 'rbac');
    await namespace.run(async () => {
      await namespace.engineCaughtUp();
      await run(namespace);
    });
  }

  it('is deployed with the hook in a namespace that enforces the restricted level', async () => {
    const { api } = cluster();
    await eventually(
      async () => {
        const { items } = await api.apps.listNamespacedDeployment({ namespace: 'akrobateo-system' });
        const available = items.map(({ metadata, status }) => [
          metadata?.name,
          status?.availableReplicas,
          status?.conditions?.find(({ type }) => type === 'ReplicaFailure')?.message,
        ]);
        assert.deepEqual(available, [
          ['akrobateo', 2, undefined],
          ['akrobateo-metacontroller', 2, undefined],
        ]);
      },
      { what: 'the pods were not admitted' },
    );
  });

  for (const strategy of strategies) {
    describe(strategy, () => {
      const engine = useStarted(async () => cluster().engine(strategy).start());
      for (const scenario of scenarios) it(scenario.title, () => runScenario(engine(), scenario));
    });
  }

  describe('with HTTPS and a token', () => {
    const engine = useStarted(async () => {
      const used = [...cluster().log.used()];
      assert.ok(
        !used.some((permission) => permission.startsWith('core/secrets ')),
        'Secrets are read without',
      );
      await secure(cluster());
      return cluster().engine('dynamic-apply').start();
    });

    it('a Service gets its addresses', () => runScenario(engine(), { run: () => Promise.resolve() }));
  });

  // A block, so that it is the last one: mocha runs the tests of a block before the blocks in it.
  describe('by the audit log of the API server', () => {
    it('was refused nothing', () => {
      assert.deepEqual(cluster().log.refused(), [], 'permissions that are missing in deploy/metacontroller');
    });

    it('used everything that it is granted', () => {
      const { log, roles } = cluster();
      const used = log.used();
      const unused = granted(roles).filter((permission) => !used.has(permission));
      assert.deepEqual(
        unused,
        Object.keys(exceptions),
        'permissions that deploy/metacontroller need not grant',
      );
    });

    it('used nothing that others grant it', () => {
      const { log, roles } = cluster();
      const ours = new Set(granted(roles));
      const foreign = [...log.used()].filter((permission) => !ours.has(permission));
      assert.deepEqual(foreign, []);
    });
  });
});
