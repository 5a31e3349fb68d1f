import { create, ifFound } from '../../framework/cluster/api.ts';
import type { Api } from '../../framework/cluster/api.ts';
import type { LoadBalancer } from '../../framework/cluster/load-balancer.ts';

/** A DaemonSet that another implementation made for a Service, as far as it matters: it holds the port on its nodes. */
export interface Predecessor {
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
  /** Of the pods. */
  readonly labels: Readonly<Record<string, string>>;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** The original made the Service its owner. */
  readonly owner?: LoadBalancer;
}

function ownerReferences(owner: LoadBalancer | undefined): object {
  if (owner === undefined) return {};
  const { name, uid } = owner;
  return { ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name, uid, controller: true }] };
}

/** Makes it; what is returned deletes it. */
export async function createPredecessor(
  api: Api,
  { name, namespace, port, labels, nodeSelector = {}, owner }: Predecessor,
): Promise<() => Promise<void>> {
  const container = { name: 'lb', image: 'lb', ports: [{ containerPort: port, hostPort: port }] };
  await create(api, {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace, ...ownerReferences(owner) },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { nodeSelector, containers: [container] } },
    },
  });
  return async () => {
    await ifFound(api.apps.deleteNamespacedDaemonSet({ namespace, name }));
  };
}
