import { assertSteady } from '../framework/cluster/steady.ts';
import { startCluster } from '../framework/cluster/cluster.ts';
import type { Strategy } from '../framework/cluster/engine.ts';
import { TestNamespace } from '../framework/cluster/test-namespace.ts';
import { useStarted } from '../framework/processes/started.ts';
import { loadModules } from './modules.ts';

const steadySeconds = process.env['E2E_FULL'] === '1' ? 60 : 5;

/** What users do with Services, and what they then see. It ends in a steady state. */
export type Scenario = (namespace: TestNamespace) => Promise<void>;

/** Scenarios by their titles. */
export type Scenarios = Readonly<Record<string, Scenario>>;

/** What a file of `scenarios/` exports. One strategy is enough where the engine writes nothing that others do not write. */
interface Topic {
  readonly both?: Scenarios;
  readonly dynamicApply?: Scenarios;
  readonly serverSideApply?: Scenarios;
}

const topics = await loadModules<Topic>(import.meta.dirname, 'scenarios');

/** Runs every scenario on one cluster whose Metacontroller writes by this strategy. */
export function describeScenarios(strategy: Strategy): void {
  describe(`scenarios, ${strategy}`, () => {
    const cluster = useStarted(() => startCluster({ strategy }));
    for (const { name, both, dynamicApply, serverSideApply } of topics) {
      const others = strategy === 'dynamic-apply' ? dynamicApply : serverSideApply;
      for (const [title, run] of Object.entries({ ...both, ...others }))
        it(`${name}: ${title}`, async () => {
          const namespace = await TestNamespace.create(cluster(), name);
          const test = async () => {
            await run(namespace);
            await assertSteady(cluster(), steadySeconds, namespace.size);
          };
          await namespace.run(test).catch((error: unknown) => {
            // At once, because a whole run takes long, and with --retries mocha does not report it.
            console.error(`${strategy}: ${name}: ${title}:`, error);
            throw error;
          });
        });
    }
  });
}
