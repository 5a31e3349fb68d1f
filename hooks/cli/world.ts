import type { LoadBalancerPool } from '../kubernetes/load-balancer-pool.ts';
import type { DaemonSet, Deployment, EndpointSlice, Namespace, Pod } from '../kubernetes/objects.ts';
import { EXPOSURE_API_VERSION, EXPOSURE_KIND } from '../kubernetes/service-exposure.ts';
import type { ServiceExposure } from '../kubernetes/service-exposure.ts';
import type { Node } from '../pools/members.ts';
import type { Service } from '../services/observed.ts';

/** The kinds of object that the commands read, by their name in the API server's paths and in customize rules. */
interface Kinds {
  services: Service;
  serviceexposures: ServiceExposure;
  daemonsets: DaemonSet;
  deployments: Deployment;
  pods: Pod;
  endpointslices: EndpointSlice;
  namespaces: Namespace;
  loadbalancerpools: LoadBalancerPool;
  nodes: Node;
}

export type Resource = keyof Kinds;

/** Objects of a cluster, or of files: all that a command knows. */
export type World = { readonly [Key in Resource]: readonly Kinds[Key][] };

export const RESOURCES = {
  services: { apiVersion: 'v1', kind: 'Service' },
  serviceexposures: { apiVersion: EXPOSURE_API_VERSION, kind: EXPOSURE_KIND },
  daemonsets: { apiVersion: 'apps/v1', kind: 'DaemonSet' },
  deployments: { apiVersion: 'apps/v1', kind: 'Deployment' },
  pods: { apiVersion: 'v1', kind: 'Pod' },
  endpointslices: { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' },
  namespaces: { apiVersion: 'v1', kind: 'Namespace' },
  loadbalancerpools: { apiVersion: 'akrobateo.kontena.io/v1alpha1', kind: 'LoadBalancerPool' },
  nodes: { apiVersion: 'v1', kind: 'Node' },
} as const;

const NAMES = Object.keys(RESOURCES) as Resource[];

/** Any object, before it is known of which kind. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Which of the kinds an object has; undefined: none. */
export function resourceOf({ apiVersion, kind }: { readonly apiVersion?: unknown; readonly kind?: unknown }) {
  return NAMES.find((name) => RESOURCES[name].kind === kind && RESOURCES[name].apiVersion === apiVersion);
}

/** Sorts objects by kind; those of other kinds are left out. */
export function worldOf(manifests: readonly Manifest[]): World {
  const groups = NAMES.map((name) => [name, manifests.filter((each) => resourceOf(each) === name)]);
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
