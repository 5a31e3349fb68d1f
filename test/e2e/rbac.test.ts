import { strict as assert } from 'node:assert';

import { eventually } from './framework/eventually.ts';
import { strategies } from './framework/engine.ts';
import type { Engine } from './framework/engine.ts';
import { locate } from './framework/programs.ts';
import { Scene } from './framework/scene.ts';
import { exceptions, granted } from './rbac/grants.ts';
import { plays } from './rbac/plays.ts';
import { secure } from './rbac/secure.ts';
import { startStage } from './rbac/stage.ts';
import type { Stage } from './rbac/stage.ts';

describe('the dedicated Metacontroller under its own roles', () => {
  let stage: Stage | undefined;
  let failed = false;
  before(async function () {
    if (locate('kubectl') === undefined) {
      console.warn('The roles are not tested: kubectl is neither in KUBEBUILDER_ASSETS nor in PATH.');
      this.skip();
    }
    stage = await startStage();
  });
  afterEach(function () {
    failed ||= this.currentTest?.state === 'failed';
  });
  after(async () => {
    await stage?.cluster.stop(failed);
  });

  function theStage(): Stage {
    if (stage === undefined) throw new Error('the stage did not start');
    return stage;
  }

  it('is deployed with the hook in a namespace that enforces the restricted level', async () => {
    const { api } = theStage().cluster;
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
      { timeout: 60_000, what: 'the pods were not let in' },
    );
  });

  for (const strategy of strategies) {
    describe(strategy, () => {
      let engine: Engine | undefined;
      before(async () => {
        engine = theStage().engine(strategy);
        await engine.start();
      });
      after(async () => {
        await engine?.stop();
      });

      for (const { title, name, play } of plays) {
        it(title, async () => {
          if (engine === undefined) throw new Error('the engine did not start');
          const scene = await Scene.open({ ...theStage().cluster, engine }, name);
          try {
            await scene.engineCaughtUp();
            await play(scene);
            await scene.assertNoSyncErrors();
          } finally {
            await scene.close();
          }
        });
      }
    });
  }

  describe('with HTTPS and a token', () => {
    let engine: Engine | undefined;
    before(async () => {
      const soFar = [...theStage().launcher.log.used()];
      assert.ok(
        !soFar.some((permission) => permission.startsWith('core/secrets ')),
        'Secrets are read without',
      );
      await secure(theStage());
      engine = theStage().engine('dynamic-apply');
      await engine.start();
    });
    after(async () => {
      await engine?.stop();
    });

    it('a Service gets its addresses', async () => {
      if (engine === undefined) throw new Error('the engine did not start');
      const scene = await Scene.open({ ...theStage().cluster, engine }, 'secure');
      try {
        await scene.engineCaughtUp();
        await scene.assertNoSyncErrors();
      } finally {
        await scene.close();
      }
    });
  });

  // After all: mocha plays the tests of a suite before the suites in it.
  describe('by the audit log of the API server', () => {
    it('was refused nothing', () => {
      assert.deepEqual(
        theStage().launcher.log.refused(),
        [],
        'permissions that are missing in deploy/metacontroller',
      );
    });

    it('used everything that it is granted', () => {
      const { launcher, roles } = theStage();
      const used = launcher.log.used();
      const unused = granted(roles).filter((permission) => !used.has(permission));
      assert.deepEqual(
        unused,
        Object.keys(exceptions),
        'permissions that deploy/metacontroller need not grant',
      );
    });

    it('used nothing that others grant it', () => {
      const { launcher, roles } = theStage();
      const ours = new Set(granted(roles));
      const foreign = [...launcher.log.used()].filter((permission) => !ours.has(permission));
      assert.deepEqual(foreign, []);
    });
  });
});
