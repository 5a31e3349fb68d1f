import { strict as assert } from 'node:assert';

import { mergePatch } from '../framework/api.ts';
import type { Scenario } from '../framework/scenario.ts';
import { everyNode } from '../framework/nodes.ts';

export const foreignClass: Scenario = {
  title: "another implementation's loadBalancerClass: its status survives; our own class is served",
  name: 'foreign-class',
  async play(scene) {
    const theirs = await scene.createService('theirs', {
      ports: [scene.port()],
      spec: { loadBalancerClass: 'example.com/other' },
    });
    const ours = await scene.createService('ours', {
      ports: [scene.port()],
      spec: { loadBalancerClass: 'akrobateo.kontena.io/node' },
    });
    const status = {
      loadBalancer: { ingress: [{ ip: '203.0.113.9', ipMode: 'VIP' }] },
      conditions: [
        {
          type: 'example.com/Ready',
          status: 'True',
          reason: 'Provisioned',
          message: '',
          lastTransitionTime: '2026-01-01T00:00:00Z',
        },
      ],
    };
    const target = { name: theirs.name, namespace: theirs.namespace, body: { status } };
    const written = await scene.cluster.api.core.patchNamespacedServiceStatus(target, mergePatch);

    await ours.exposedAt(everyNode);
    await scene.engineCaughtUp();
    assert.deepEqual(await theirs.read(), written);
    assert.deepEqual(await theirs.workloads(), []);
  },
};
