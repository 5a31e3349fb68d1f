import {
  ApiException,
  AppsV1Api,
  CoreV1Api,
  CustomObjectsApi,
  DiscoveryV1Api,
  KubeConfig,
  KubernetesObjectApi,
  PatchStrategy,
  setHeaderOptions,
} from '@kubernetes/client-node';

import type { KubernetesObject } from '@kubernetes/client-node';

import type { ControlPlane } from './control-plane.ts';

/** Clients of one API server. */
export interface Api {
  config: KubeConfig;
  core: CoreV1Api;
  apps: AppsV1Api;
  discovery: DiscoveryV1Api;
  custom: CustomObjectsApi;
  objects: KubernetesObjectApi;
}

/** Makes a patch a JSON merge patch: null removes. */
export const mergePatch = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);

/** Clients for a control plane. */
export function connect(plane: ControlPlane): Api {
  const config = new KubeConfig();
  config.loadFromFile(plane.kubeconfig);
  return {
    config,
    core: config.makeApiClient(CoreV1Api),
    apps: config.makeApiClient(AppsV1Api),
    discovery: config.makeApiClient(DiscoveryV1Api),
    custom: config.makeApiClient(CustomObjectsApi),
    objects: KubernetesObjectApi.makeApiClient(config),
  };
}

/** The answer, or undefined if the object does not exist. @throws all other errors */
export async function ifFound<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiException && error.code === 404) return undefined;
    throw error;
  }
}

/** An object as in a manifest. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: object; annotations?: object };
  [field: string]: unknown;
}

/** Creates any object; the caller knows the type of its kind. */
export async function create<T extends KubernetesObject>(api: Api, manifest: Manifest): Promise<T> {
  return (await api.objects.create(manifest as KubernetesObject)) as T;
}

/** The identity of an object; empty strings for what it does not have. */
export function identity({ metadata }: KubernetesObject): { name: string; namespace: string; uid: string } {
  return { name: metadata?.name ?? '', namespace: metadata?.namespace ?? '', uid: metadata?.uid ?? '' };
}
