import { startCluster } from './framework/cluster.ts';
import type { Cluster } from './framework/cluster.ts';
import type { Strategy } from './framework/engine.ts';
import { Scene } from './framework/scene.ts';
import { assertQuiet } from './framework/quiet.ts';
import { scenarios } from './scenarios/index.ts';

const quietSeconds = process.env['E2E_FULL'] === '1' ? 60 : 10;

/** Every scenario on one cluster whose Metacontroller writes by this strategy; each ends with a quiet window. */
export function describeStrategy(strategy: Strategy): void {
  describe(`Services become workloads with addresses, ${strategy}`, () => {
    let cluster: Cluster | undefined;
    let failed = false;
    before(async () => {
      cluster = await startCluster(strategy);
    });
    afterEach(function () {
      failed ||= this.currentTest?.state === 'failed';
    });
    after(async () => {
      await cluster?.stop(failed);
    });

    for (const { title, name, play } of scenarios) {
      it(title, async () => {
        if (cluster === undefined) throw new Error('the cluster did not start');
        const scene = await Scene.open(cluster, name);
        try {
          await play(scene);
          await assertQuiet(cluster, quietSeconds, scene.size);
          await scene.assertNoSyncErrors();
        } catch (error) {
          // At once, for a whole run takes long; and with --retries mocha never tells of it.
          console.error(`${strategy}: ${title}:`, error);
          throw error;
        } finally {
          await scene.close();
        }
      });
    }
  });
}
