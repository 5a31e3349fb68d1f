import { EXPOSURE_API_VERSION, EXPOSURE_KIND } from '../../kubernetes/service-exposure.ts';

/** The kinds of object that the commands read; each plural is the kind in lower case and an s. */
export const RESOURCES = {
  services: { apiVersion: 'v1', kind: 'Service' },
  exposures: { apiVersion: EXPOSURE_API_VERSION, kind: EXPOSURE_KIND },
  daemonSets: { apiVersion: 'apps/v1', kind: 'DaemonSet' },
  deployments: { apiVersion: 'apps/v1', kind: 'Deployment' },
  pods: { apiVersion: 'v1', kind: 'Pod' },
  endpointSlices: { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' },
  namespaces: { apiVersion: 'v1', kind: 'Namespace' },
  pools: { apiVersion: 'akrobateo.kontena.io/v1alpha1', kind: 'LoadBalancerPool' },
  nodes: { apiVersion: 'v1', kind: 'Node' },
} as const;

export type ResourceKey = keyof typeof RESOURCES;

export const RESOURCE_KEYS = Object.keys(RESOURCES) as ResourceKey[];

/** Which of them an object is; undefined: none. */
export function resourceOf(object: { readonly apiVersion?: unknown; readonly kind?: unknown }) {
  return RESOURCE_KEYS.find(
    (key) => RESOURCES[key].kind === object.kind && RESOURCES[key].apiVersion === object.apiVersion,
  );
}

/** `endpointslices`, as in the API server's paths and in customize rules. */
export function pluralOf(key: ResourceKey): string {
  return `${RESOURCES[key].kind.toLowerCase()}s`;
}

/** `EndpointSlice.discovery.k8s.io/v1`, as in a request of Metacontroller. */
export function groupNameOf(key: ResourceKey): string {
  return `${RESOURCES[key].kind}.${RESOURCES[key].apiVersion}`;
}
