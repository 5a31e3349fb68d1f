import { strict as assert } from 'node:assert';

import { everyNode } from '../framework/nodes.ts';
import { proxiesRunOn } from '../framework/proxies.ts';
import type { Scenario } from '../framework/scenario.ts';
import { assertNeverWithout } from '../framework/statuses.ts';

export const noneAndBack: Scenario = {
  title: 'a DaemonSet becomes None, and a DaemonSet again: every status on the way has all addresses',
  name: 'none-and-back',
  async play(scene) {
    const { api } = scene.cluster;
    const pool = await scene.createPool('default');
    const web = await scene.createService('web', { ports: [scene.port()] });
    const other = await scene.createService('other', { ports: [scene.port()] });
    const services = [web, other];
    for (const service of services) await service.exposedAt(everyNode);
    const statuses = [await web.recordStatuses(), await other.recordStatuses()];

    await web.annotate({ workload: 'None' });
    await pool.patch({ workload: 'None' });
    for (const service of services) {
      await service.workloadGone();
      await proxiesRunOn(api, service, []);
      await service.exposedAt(everyNode);
    }

    await web.annotate({ workload: null });
    await pool.patch({ workload: 'DaemonSet' });
    for (const service of services) {
      await proxiesRunOn(api, service, ['n1', 'n2', 'n3']);
      await service.available();
      await service.exposedAt(everyNode);
      assert.equal((await service.workload()).kind, 'DaemonSet');
    }
    for (const record of statuses) assertNeverWithout(await record.end(), everyNode);
  },
};
