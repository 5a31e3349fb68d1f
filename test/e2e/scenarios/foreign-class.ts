import { strict as assert } from 'node:assert';

import { mergePatch } from '../../framework/cluster/api.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { everyNode } from '../../framework/cluster/nodes.ts';

export const strategy = 'dynamic-apply';
export const title =
  "another implementation's loadBalancerClass: its status survives; our own class is served";

export async function run(namespace: TestNamespace): Promise<void> {
  const theirs = await namespace.createService('theirs', {
    spec: { loadBalancerClass: 'example.com/other' },
  });
  const ours = await namespace.createService('ours', {
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
  const written = await namespace.cluster.api.core.patchNamespacedServiceStatus(target, mergePatch);

  await ours.exposedAt(everyNode);
  await namespace.engineCaughtUp();
  assert.deepEqual(await theirs.read(), written);
  assert.deepEqual(await theirs.workloads(), []);
}
