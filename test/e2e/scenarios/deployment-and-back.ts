import { strict as assert } from 'node:assert';

import type { Scenario } from '../framework/scenario.ts';
import { everyNode } from '../framework/nodes.ts';

export const deploymentAndBack: Scenario = {
  title: 'a Deployment instead of the DaemonSet, two replicas of it, and back: no status on the way is empty',
  name: 'deployment',
  async play(scene) {
    const web = await scene.createService('web', { ports: [scene.port()] });
    await web.exposedAt(everyNode);

    const statuses = await web.recordStatuses();
    await web.annotate({ workload: 'Deployment' });
    await web.exposedByDeployment(1);
    await web.annotate({ replicas: '2' });
    await web.exposedByDeployment(2);

    await web.annotate({ workload: null, replicas: null });
    await web.exposedAt(everyNode);
    assert.equal((await web.workload()).kind, 'DaemonSet');
    const empty = (await statuses.end()).filter((addresses) => addresses.length === 0);
    assert.deepEqual(empty, [], 'a status on the way was empty');
  },
};
