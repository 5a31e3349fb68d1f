import type { LoadBalancerPool } from '../../kubernetes/load-balancer-pool.ts';
import type { DaemonSet, Deployment, EndpointSlice, Namespace, Pod } from '../../kubernetes/objects.ts';
import type { ServiceExposure } from '../../kubernetes/service-exposure.ts';
import type { Node } from '../../pools/members.ts';
import type { Service } from '../../services/observed.ts';
import { RESOURCE_KEYS, resourceOf } from './resources.ts';

/** Objects of a cluster, or of files: all that a command knows. */
export interface World {
  readonly services: readonly Service[];
  readonly exposures: readonly ServiceExposure[];
  readonly daemonSets: readonly DaemonSet[];
  readonly deployments: readonly Deployment[];
  readonly pods: readonly Pod[];
  readonly endpointSlices: readonly EndpointSlice[];
  readonly namespaces: readonly Namespace[];
  readonly pools: readonly LoadBalancerPool[];
  readonly nodes: readonly Node[];
}

/** Any object, before it is known of which kind. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

export const EMPTY_WORLD: World = {
  services: [],
  exposures: [],
  daemonSets: [],
  deployments: [],
  pods: [],
  endpointSlices: [],
  namespaces: [],
  pools: [],
  nodes: [],
};

/** Sorts objects by kind; those of other kinds are left out. */
export function worldOf(manifests: readonly Manifest[]): World {
  const groups: Record<string, unknown> = Object.fromEntries(
    RESOURCE_KEYS.map((key) => [key, manifests.filter((manifest) => resourceOf(manifest) === key)]),
  );
  return { ...EMPTY_WORLD, ...groups };
}

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
