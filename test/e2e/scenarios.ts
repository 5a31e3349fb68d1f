import { assertSteady } from '../framework/cluster/steady.ts';
import { startCluster } from '../framework/cluster/cluster.ts';
import type { Strategy } from '../framework/cluster/engine.ts';
import { TestNamespace } from '../framework/cluster/test-namespace.ts';
import { useStarted } from '../framework/processes/started.ts';
import { loadModules } from './modules.ts';

const steadySeconds = process.env['E2E_FULL'] === '1' ? 60 : 5;

/** What a file of `scenarios/` exports: what users do with Services, and what they then see. It ends in a steady state. */
export interface Scenario {
  readonly title: string;
  /** The only apply strategy to run under, for a scenario in which the engine writes nothing that others do not write. */
  readonly strategy?: Strategy;
  readonly run: (namespace: TestNamespace) => Promise<void>;
}

/** Runs every scenario on one cluster whose Metacontroller writes by this strategy. */
export async function describeScenarios(strategy: Strategy): Promise<void> {
  const all = await loadModules<Scenario>(import.meta.dirname, 'scenarios');
  describe(`scenarios, ${strategy}`, () => {
    const cluster = useStarted(() => startCluster({ strategy }));
    for (const { name, title, run, strategy: only = strategy } of all) {
      if (only !== strategy) continue;
      it(`${name}: ${title}`, async () => {
        const namespace = await TestNamespace.create(cluster(), name);
        const test = async () => {
          await run(namespace);
          await assertSteady(cluster(), steadySeconds, namespace.size);
        };
        await namespace.run(test).catch((error: unknown) => {
          // At once, because a whole run takes long, and with --retries mocha does not report it.
          console.error(`${strategy}: ${name}:`, error);
          throw error;
        });
      });
    }
  });
}
