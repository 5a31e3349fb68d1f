import { createNamespace } from '../../framework/cluster/test-namespace.ts';
import { useStarted } from '../../framework/processes/started.ts';
import { loadModules } from '../modules.ts';
import { startRealCluster } from './real-cluster.ts';
import { cases, RealNamespace } from './real-namespace.ts';

await loadModules(import.meta.dirname, 'cases');

describe('Services on real nodes', () => {
  const cluster = useStarted(() => startRealCluster());

  for (const ipMode of ['VIP', 'Proxy'] as const) {
    describe(`ip-mode ${ipMode}`, () => {
      for (const { name, title, run } of cases) {
        it(`${name}: ${title}`, async () => {
          const namespace = new RealNamespace(cluster(), `${name}-${ipMode.toLowerCase()}`, ipMode);
          await createNamespace(cluster().api, namespace.name);
          await namespace.run(() => run(namespace));
        });
      }
    });
  }
});
