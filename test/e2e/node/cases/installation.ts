import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';

import { assertNeverWithout } from '../../../framework/cluster/statuses.ts';
import { addCase, targets } from '../real-namespace.ts';
import { everyAddress } from '../real-node.ts';
import { whileCalling } from '../traffic.ts';

addCase(
  'installation-restarted',
  'the pods of the hook and of Metacontroller are deleted one by one while Services change: no SyncError, and no address is lost',
  async (namespace) => {
    const { installation } = namespace.cluster;
    const port = namespace.port();
    await namespace.backends();
    const web = await namespace.expose([port]);
    await namespace.reachable(port);
    const statuses = await web.recordStatuses();

    const change = async (end: AbortSignal) => {
      for (let count = 0; !end.aborted; count += 1) {
        await web.patch({ metadata: { labels: { changed: String(count) } } });
        await sleep(100);
      }
    };
    await whileCalling(targets(port), async () => {
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
    assertNeverWithout(await statuses.end(), everyAddress);
    assert.deepEqual(await namespace.syncErrors(), []);
  },
);
