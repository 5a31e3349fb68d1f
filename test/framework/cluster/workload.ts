import { strict as assert } from 'node:assert';

import type { V1DaemonSet, V1Deployment } from '@kubernetes/client-node';

import { identity } from './api.ts';
import type { Api } from './api.ts';
import { prefix } from './service.ts';

/** What runs for a Service. */
export type Workload =
  { kind: 'DaemonSet'; object: V1DaemonSet } | { kind: 'Deployment'; object: V1Deployment };

/** All workloads that carry a Service's uid, those of both kinds. */
export async function listWorkloads(api: Api, namespace: string, uid: string): Promise<Workload[]> {
  const query = { namespace, labelSelector: `${prefix}service-uid=${uid}` };
  const [daemonSets, deployments] = await Promise.all([
    api.apps.listNamespacedDaemonSet(query),
    api.apps.listNamespacedDeployment(query),
  ]);
  return [
    ...daemonSets.items.map((object) => ({ kind: 'DaemonSet' as const, object })),
    ...deployments.items.map((object) => ({ kind: 'Deployment' as const, object })),
  ];
}

/** Changes whenever the workload is re-created or its spec is written with any difference. */
export function identityOf({ kind, object }: Workload): string {
  const { name, uid } = identity(object);
  return `${kind} ${name} ${uid} generation ${object.metadata?.generation ?? 0}`;
}

/** The bound host ports as `<port>/<protocol>`, sorted. */
export function hostPortsOf({ object }: Workload): string[] {
  const containers = object.spec?.template.spec?.containers ?? [];
  return containers
    .flatMap(({ ports }) => ports ?? [])
    .map(({ hostPort, protocol }) => `${hostPort ?? '-'}/${protocol ?? 'TCP'}`)
    .sort();
}

/** The images of all containers, each once, sorted. */
export function imagesOf({ object }: Workload): string[] {
  const containers = object.spec?.template.spec?.containers ?? [];
  return [...new Set(containers.map(({ image = '' }) => image))].sort();
}

/** @throws {AssertionError} unless every pod is available and made from the newest template */
export function assertRolledOut({ kind, object }: Workload): void {
  assert.equal(
    object.status?.observedGeneration,
    object.metadata?.generation,
    'the change was not yet observed',
  );
  const [wanted, updated, available] =
    kind === 'Deployment'
      ? [object.spec?.replicas, object.status?.updatedReplicas, object.status?.availableReplicas]
      : [
          object.status?.desiredNumberScheduled,
          object.status?.updatedNumberScheduled,
          object.status?.numberAvailable,
        ];
  assert.equal(updated, wanted, 'old pods are left');
  assert.equal(available, wanted, 'pods are not available');
}
