import { strict as assert } from 'node:assert';

import { create, ifFound, mergePatch } from '../../framework/cluster/api.ts';
import type { Api } from '../../framework/cluster/api.ts';
import { eventually } from '../../framework/processes/eventually.ts';
import { backendImage } from './cluster/images.ts';

/** How the backends are to be run. */
export interface BackendsRequest {
  replicas?: number;
}

/** The pods behind a case's Service. */
export interface Backends {
  /** From the names of the pods to their nodes. */
  nodes: () => Promise<ReadonlyMap<string, string>>;
  /** Replaces every pod by a rolling update, and waits until all old ones are deleted. */
  roll: () => Promise<void>;
  delete: () => Promise<void>;
}

const app = { app: 'backend' };
const name = 'backend';

// A rolling update without failures: another pod is ready before one terminates, a terminating one still answers until every
// node knows, and every node has some pods.
function template(): object {
  return {
    metadata: { labels: app },
    spec: {
      terminationGracePeriodSeconds: 20,
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'kubernetes.io/hostname',
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels: app },
          matchLabelKeys: ['pod-template-hash'],
        },
      ],
      containers: [
        {
          name,
          image: backendImage,
          imagePullPolicy: 'IfNotPresent',
          readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
          lifecycle: { preStop: { sleep: { seconds: 5 } } },
        },
      ],
    },
  };
}

async function podNodes(api: Api, namespace: string): Promise<Map<string, string>> {
  const { items } = await api.core.listNamespacedPod({ namespace, labelSelector: 'app=backend' });
  return new Map(items.map(({ metadata, spec }) => [metadata?.name ?? '', spec?.nodeName ?? '']));
}

async function rolledOut(api: Api, namespace: string): Promise<void> {
  const isRolledOut = async () => {
    const { metadata, spec, status } = await api.apps.readNamespacedDeployment({ name, namespace });
    assert.equal(status?.observedGeneration, metadata?.generation);
    assert.equal(status?.updatedReplicas, spec?.replicas);
    assert.equal(status?.availableReplicas, spec?.replicas);
    assert.equal((await podNodes(api, namespace)).size, spec?.replicas, 'old pods are left');
  };
  await eventually(isRolledOut, { timeout: 120_000, what: 'the backends were not rolled out' });
}

/** Starts pods that answer with their name and the caller's address at port 8080, TCP and UDP. */
export async function deployBackends(
  api: Api,
  namespace: string,
  { replicas = 4 }: BackendsRequest,
): Promise<Backends> {
  await create(api, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas,
      selector: { matchLabels: app },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 2, maxUnavailable: 0 } },
      template: template(),
    },
  });
  await rolledOut(api, namespace);
  return {
    nodes: () => podNodes(api, namespace),
    roll: async () => {
      const body = { spec: { template: { metadata: { annotations: { rolled: String(Date.now()) } } } } };
      await api.apps.patchNamespacedDeployment({ name, namespace, body }, mergePatch);
      await rolledOut(api, namespace);
    },
    delete: async () => {
      await ifFound(api.apps.deleteNamespacedDeployment({ name, namespace }));
    },
  };
}
