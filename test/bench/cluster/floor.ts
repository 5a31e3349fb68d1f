import { strict as assert } from 'node:assert';
import type { V1DaemonSet } from '@kubernetes/client-node';
import { create } from '../../e2e/framework/api.ts';
import type { Manifest } from '../../e2e/framework/api.ts';
import type { Cluster } from '../../e2e/framework/cluster.ts';
import { eventually } from '../../e2e/framework/eventually.ts';
import { settle } from '../../e2e/framework/quiet.ts';
import type { Scene } from '../../e2e/framework/scene.ts';
import { watchPods } from './publication.ts';

/** Waits until a namespace has no pod any more. */
export async function podsGone({ api, plane }: Cluster, namespace: string): Promise<void> {
  await eventually(
    async () => {
      const { items } = await api.core.listNamespacedPod({ namespace, limit: 1 });
      assert.equal(items.length, 0, 'pods are left');
    },
    { timeout: 300_000, interval: 500 },
  );
  await settle(plane, 3000, 120_000);
}

function plain({ metadata, spec }: V1DaemonSet, index: number): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: {
      name: `plain-${index}`,
      namespace: metadata?.namespace ?? '',
      labels: metadata?.labels ?? {},
    },
    spec,
  };
}

/**
 * What nobody can be faster than who makes a DaemonSet for a Service: the same DaemonSets alone, created at once. The
 * Services go first, for two pods cannot hold one host port.
 * @returns seconds until all pods run
 */
export async function measureFloor(cluster: Cluster, scene: Scene, pods: number): Promise<number> {
  const { namespace } = scene;
  const { items } = await cluster.api.apps.listNamespacedDaemonSet({ namespace });
  await scene.close();
  await podsGone(cluster, namespace);
  const running = await watchPods(cluster, namespace, pods);
  const start = performance.now() / 1000;
  await Promise.all(items.map((item, index) => create(cluster.api, plain(item, index))));
  return (await running()) - start;
}
