import { create } from '../../e2e/framework/api.ts';
import type { Api } from '../../e2e/framework/api.ts';
import { eventually } from '../../e2e/framework/eventually.ts';

/** Creates a namespace and waits until it accepts pods. */
export async function createNamespace(api: Api, name: string): Promise<void> {
  await create(api, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  await eventually(() => api.core.readNamespacedServiceAccount({ name: 'default', namespace: name }));
}
