import type { LoadBalancerPool } from '../kubernetes/load-balancer-pool.ts';
import type { DaemonSet, Deployment, EndpointSlice, Namespace, Pod } from '../kubernetes/objects.ts';
import { EXPOSURE_API_VERSION, EXPOSURE_KIND } from '../kubernetes/service-exposure.ts';
import type { ServiceExposure } from '../kubernetes/service-exposure.ts';
import type { Node } from '../pools/members.ts';
import type { Service } from '../services/observed.ts';

interface Kinds {
  services: Service;
  exposures: ServiceExposure;
  daemonSets: DaemonSet;
  deployments: Deployment;
  pods: Pod;
  endpointSlices: EndpointSlice;
  namespaces: Namespace;
  pools: LoadBalancerPool;
  nodes: Node;
}

export type ResourceKey = keyof Kinds;

/** Objects of a cluster, or of files: all that a command knows. */
export type World = { readonly [Key in ResourceKey]: readonly Kinds[Key][] };

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

/** Any object, before it is known of which kind. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Sorts objects by kind; those of other kinds are left out. */
export function worldOf(manifests: readonly Manifest[]): World {
  const groups = RESOURCE_KEYS.map((key) => [key, manifests.filter((each) => resourceOf(each) === key)]);
  return Object.fromEntries(groups) as World;
}

export const EMPTY_WORLD = worldOf([]);

/** The metadata of any object, as observed. */
export interface Labelled {
  readonly metadata?: {
    readonly name?: string | null;
    readonly namespace?: string | null;
    readonly labels?: Readonly<Record<string, string>> | null;
  } | null;
}

/** `shop/web`, or `web` of an object that belongs to no namespace. */
export function keyOf({ metadata }: Labelled): string {
  const { namespace, name } = metadata ?? {};
  return namespace ? `${namespace}/${name ?? ''}` : (name ?? '');
}
