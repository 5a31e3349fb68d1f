import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { V1Deployment } from '@kubernetes/client-node';
import { parse } from 'yaml';

import { ifFound, mergePatch } from '../../framework/cluster/api.ts';
import type { Api } from '../../framework/cluster/api.ts';
import { eventually } from '../../framework/processes/eventually.ts';

/** The pods behind a case's Service. */
export interface Backends {
  /** From the names of the pods to their nodes. */
  nodes: () => Promise<ReadonlyMap<string, string>>;
  /** Changes how many there are, and waits until it is so. */
  scale: (replicas: number) => Promise<void>;
  /** Replaces every pod by a rolling update, and waits until all old ones are deleted. */
  roll: () => Promise<void>;
  delete: () => Promise<void>;
}

const name = 'backend';

async function podNodes(api: Api, namespace: string): Promise<Map<string, string>> {
  const { items } = await api.core.listNamespacedPod({ namespace, labelSelector: 'app=backend' });
  return new Map(items.map(({ metadata, spec }) => [metadata?.name ?? '', spec?.nodeName ?? '']));
}

async function rolledOut(api: Api, namespace: string): Promise<void> {
  const isRolledOut = async () => {
    const { metadata, spec, status } = await api.apps.readNamespacedDeployment({ name, namespace });
    assert.equal(status?.observedGeneration, metadata?.generation);
    assert.equal(status?.updatedReplicas ?? 0, spec?.replicas);
    assert.equal(status?.availableReplicas ?? 0, spec?.replicas);
    assert.equal((await podNodes(api, namespace)).size, spec?.replicas, 'old pods are left');
  };
  await eventually(isRolledOut, { timeout: 120_000, what: 'the backends were not rolled out' });
}

/** Starts pods that answer with their name and the caller's address at port 8080, TCP and UDP. */
export async function deployBackends(api: Api, namespace: string, replicas: number): Promise<Backends> {
  const manifest = parse(readFileSync(join(import.meta.dirname, 'backends.yaml'), 'utf8')) as V1Deployment;
  await api.apps.createNamespacedDeployment({ namespace, body: manifest });
  const change = async (spec: object): Promise<void> => {
    await api.apps.patchNamespacedDeployment({ name, namespace, body: { spec } }, mergePatch);
    await rolledOut(api, namespace);
  };
  await change({ replicas });
  return {
    nodes: () => podNodes(api, namespace),
    scale: (other) => change({ replicas: other }),
    roll: () => change({ template: { metadata: { annotations: { rolled: String(Date.now()) } } } }),
    delete: async () => {
      await ifFound(api.apps.deleteNamespacedDeployment({ name, namespace }));
    },
  };
}
