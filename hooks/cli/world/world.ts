import type { LoadBalancerPool } from '../../kubernetes/load-balancer-pool.ts';
import type { Node } from '../../pools/members.ts';
import type {
  DaemonSet,
  Deployment,
  EndpointSlice,
  Namespace,
  Pod,
  Service,
} from '../../services/observed.ts';
import { RESOURCE_KEYS, resourceOf } from './resources.ts';

/** Objects of a cluster, or of files: all that a command knows. */
export interface World {
  readonly services: readonly Service[];
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

/** `shop/web`, or `web` of an object that belongs to no namespace. */
export function keyOf({ metadata }: { readonly metadata?: Partial<Manifest['metadata']> }): string {
  const { namespace, name = '' } = metadata ?? {};
  return namespace === undefined ? name : `${namespace}/${name}`;
}
