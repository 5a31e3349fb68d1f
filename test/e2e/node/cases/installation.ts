import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';

import { assertNeverWithout } from '../../../framework/cluster/statuses.ts';
import { addCase, targets } from '../real-namespace.ts';
import { everyAddress } from '../real-node.ts';
import { assertNoFailures, whileCalling } from '../traffic.ts';

addCase(
  'installation-restarted',
  'the pods of the hook and of Metacontroller are deleted one by one while Services change: no call of the hook fails, no address is lost, not one connection fails',
  async (namespace) => {
    const { installation } = namespace.cluster;
    const { port, web } = await namespace.exposeOne();
    const statuses = await web.recordStatuses();

    const change = async (end: AbortSignal) => {
      for (let count = 0; !end.aborted; count += 1) {
        await web.patch({ metadata: { labels: { changed: String(count) } } });
        await sleep(100);
      }
    };
    const tallies = await whileCalling(targets(port), async () => {
      for (const pod of await installation.pods()) {
        const end = new AbortController();
        const changes = change(end.signal);
        await installation.deletePod(pod);
        const other = await namespace.createService(`created-${pod.metadata?.name ?? ''}`);
        await other.exposedAt(everyAddress);
        await other.delete();
        await installation.complete();
        end.abort();
        await changes;
      }
    });
    assertNoFailures(tallies);
    assertNeverWithout(await statuses.end(), everyAddress);
    // Metacontroller cancels its own calls when it ends; the next leader repeats them.
    const errors = (await namespace.syncErrors()).filter((error) => !error.endsWith('context canceled'));
    assert.deepEqual(errors, []);
  },
);
