import { Scene } from '../framework/scene.ts';
import { cases } from './cases/index.ts';
import { startLab } from './lab/lab.ts';
import type { Lab } from './lab/lab.ts';
import { Stage } from './stage.ts';

describe('Services on real nodes', () => {
  let lab: Lab | undefined;
  let failed = false;
  before(async () => {
    lab = await startLab();
  });
  afterEach(function () {
    failed ||= this.currentTest?.state === 'failed';
  });
  after(async () => {
    await lab?.stop(failed);
  });

  for (const ipMode of ['VIP', 'Proxy'] as const) {
    describe(`ip-mode ${ipMode}`, () => {
      for (const { title, name, play } of cases) {
        it(title, async () => {
          if (lab === undefined) throw new Error('the lab did not start');
          const scene = await Scene.open(lab, name);
          try {
            await play(new Stage(lab, scene, ipMode));
            await scene.assertNoSyncErrors();
          } finally {
            await scene.close();
          }
        });
      }
    });
  }
});
