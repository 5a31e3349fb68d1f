import { strict as assert } from 'node:assert';

import type { Scenario } from '../framework/scenario.ts';
import { everyNode } from '../framework/nodes.ts';
import { assertNeverWithout } from '../framework/statuses.ts';
import { identityOf } from '../framework/workload.ts';

export const faultyAnnotation: Scenario = {
  title: 'an annotation becomes faulty: nothing is lost, the reason is shown, correcting it heals',
  name: 'faulty',
  async play(scene) {
    const web = await scene.createService('web', {
      ports: [scene.port()],
      annotations: { tolerations: 'dedicated=edge:NoSchedule' },
    });
    await web.exposedAt(everyNode);
    const before = identityOf(await web.workload());

    const statuses = await web.recordStatuses();
    await web.annotate({ workload: 'Deamonset' });
    assert.match(await web.troubled('InvalidAnnotation', everyNode), /workload.*Deamonset/);
    assert.equal(identityOf(await web.workload()), before);

    await web.annotate({ workload: null });
    await web.exposedAt(everyNode);
    assert.equal(identityOf(await web.workload()), before);
    assertNeverWithout(await statuses.end(), everyNode);
  },
};
