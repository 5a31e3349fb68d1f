import type { Api } from './api.ts';

/** The kind ServiceExposure, as the client wants it. */
export const exposureType = {
  group: 'akrobateo.kontena.io',
  version: 'v1alpha1',
  plural: 'serviceexposures',
};

/** A ServiceExposure, as much of it as the tests read. */
export interface Exposure {
  metadata: { name: string; uid: string };
  spec: object;
  status?: { nodes: { name: string; addresses: string[] }[]; conditions: { reason: string }[] };
}

/** All of a namespace. */
export async function listExposures({ custom }: Api, namespace: string): Promise<Exposure[]> {
  const list: unknown = await custom.listNamespacedCustomObject({ ...exposureType, namespace });
  return (list as { items: Exposure[] }).items;
}
