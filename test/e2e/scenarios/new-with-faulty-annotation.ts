import { strict as assert } from 'node:assert';

import type { Scenario } from '../framework/scenario.ts';
import { everyNode } from '../framework/nodes.ts';

export const newWithFaultyAnnotation: Scenario = {
  title: 'a new Service with a faulty annotation gets no workload but a reason; correcting it heals',
  name: 'new-faulty',
  async play(scene) {
    const web = await scene.createService('web', {
      ports: [scene.port()],
      annotations: { 'node-selector': 'role in edge' },
    });
    assert.match(await web.troubled('InvalidAnnotation'), /node-selector/);
    assert.deepEqual(await web.workloads(), []);

    await web.annotate({ 'node-selector': 'kubernetes.io/os=linux' });
    await web.exposedAt(everyNode);
  },
};
