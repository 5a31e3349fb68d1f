import type { Api } from './api.ts';
import { mergePatch } from './api.ts';

/** A ServiceExposure, as much of it as the suite reads. */
export interface Exposure {
  metadata: { name: string; uid: string; ownerReferences?: unknown };
  spec: { options: Record<string, unknown>; service: { name: string; uid: string } };
  status?: {
    admitted?: object;
    nodes: { name: string; addresses: string[] }[];
    conditions: { type: string; reason: string }[];
  };
}

const type = { group: 'akrobateo.kontena.io', version: 'v1alpha1', plural: 'serviceexposures' };

/** All of a namespace. */
export async function listExposures({ custom }: Api, namespace: string): Promise<Exposure[]> {
  const list = (await custom.listNamespacedCustomObject({ ...type, namespace })) as { items: Exposure[] };
  return list.items;
}

/** Merges into an exposure, or into its status. */
export async function patchExposure(
  { custom }: Api,
  target: { namespace: string; name: string; body: object },
): Promise<void> {
  const isStatus = 'status' in target.body;
  const patched = { ...type, ...target };
  await (isStatus
    ? custom.patchNamespacedCustomObjectStatus(patched, mergePatch)
    : custom.patchNamespacedCustomObject(patched, mergePatch));
}

export async function createExposure({ custom }: Api, namespace: string, body: object): Promise<void> {
  await custom.createNamespacedCustomObject({ ...type, namespace, body });
}

export async function deleteExposure({ custom }: Api, namespace: string, name: string): Promise<void> {
  await custom.deleteNamespacedCustomObject({ ...type, namespace, name });
}
