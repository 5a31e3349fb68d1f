import { strict as assert } from 'node:assert';
import { create } from '../../framework/cluster/api.ts';
import type { Cluster } from '../../framework/cluster/cluster.ts';
import { settle } from '../../framework/cluster/steady.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';
import { eventually } from '../../framework/processes/eventually.ts';
import { watchPods } from './publication.ts';

/** Waits until a namespace has no pod any more. */
export async function podsGone({ api, plane }: Cluster, namespace: string): Promise<void> {
  const hasNone = async () => {
    const { items } = await api.core.listNamespacedPod({ namespace, limit: 1 });
    assert.equal(items.length, 0, 'pods are left');
  };
  await eventually(hasNone, { timeout: 300_000, interval: 500 });
  await settle(plane, 3000, 120_000);
}

/**
 * How long the same DaemonSets need alone, all created at once: no load balancer that makes a DaemonSet for a Service can
 * be faster. The Services are deleted before, because two pods cannot bind one host port.
 * @returns seconds until all pods run
 */
export async function measureFloor(
  cluster: Cluster,
  testNamespace: TestNamespace,
  pods: number,
): Promise<number> {
  const namespace = testNamespace.name;
  const { items } = await cluster.api.apps.listNamespacedDaemonSet({ namespace });
  await testNamespace.cleanUp();
  await podsGone(cluster, namespace);
  const running = await watchPods(cluster, namespace, pods);
  const start = performance.now();
  await Promise.all(
    items.map(({ metadata, spec }, index) => {
      const labels = metadata?.labels ?? {};
      const plain = { apiVersion: 'apps/v1', kind: 'DaemonSet', spec };
      return create(cluster.api, { ...plain, metadata: { name: `plain-${index}`, namespace, labels } });
    }),
  );
  return ((await running()) - start) / 1000;
}
