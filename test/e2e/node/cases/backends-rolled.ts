import { strict as assert } from 'node:assert';

import { assertNeverWithout } from '../../framework/statuses.ts';
import { everyAddress } from '../lab/real-node.ts';
import { targets } from '../stage.ts';
import type { Case } from '../stage.ts';

function backendsRolled(policy: 'Cluster' | 'Local'): Case {
  return {
    title: `backends are rolled, externalTrafficPolicy ${policy}: not one connection fails`,
    name: `backends-rolled-${policy.toLowerCase()}`,
    async play(stage) {
      const port = stage.scene.port();
      const backends = await stage.backends({ replicas: 4 });
      const web = await stage.expose([port], { externalTrafficPolicy: policy });
      await stage.reachable(port);

      const statuses = await web.recordStatuses();
      const tallies = await stage.whileCalling(targets(port), { every: 10 }, () => backends.roll());
      assert.deepEqual(
        tallies.map(({ failed }) => failed),
        [0, 0],
      );
      const nodes = await backends.nodes();
      for (const { backends: seen } of tallies) assert.ok(Object.keys(seen).some((name) => nodes.has(name)));
      assertNeverWithout(await statuses.end(), everyAddress);
    },
  };
}

export const backendsRolledCluster = backendsRolled('Cluster');
export const backendsRolledLocal = backendsRolled('Local');
