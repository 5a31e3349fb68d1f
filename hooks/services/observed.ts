import type {
  V1DaemonSet,
  V1Deployment,
  V1EndpointSlice,
  V1Namespace,
  V1Pod,
  V1Service,
} from '@kubernetes/client-node';
import type { LoadBalancerPool } from '../kubernetes/load-balancer-pool.ts';
import type { Wire } from '../kubernetes/wire.ts';

/** A Service as observed; the request's schema has made sure of its name, namespace and uid. */
export type Service = Wire<V1Service> & {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string };
};

export type DaemonSet = Wire<V1DaemonSet>;
export type Deployment = Wire<V1Deployment>;
/** Go writes null for a slice without endpoints. */
export type EndpointSlice = Omit<Wire<V1EndpointSlice>, 'endpoints'> & {
  readonly endpoints?: Wire<V1EndpointSlice['endpoints']> | null;
};
export type Namespace = Wire<V1Namespace>;
export type Pod = Wire<V1Pod>;

/** The state of the world that one sync is about: the Service, the workloads that we made for it, and what customize relates to it. */
export interface Observed {
  readonly service: Service;
  readonly daemonSets: readonly DaemonSet[];
  readonly deployments: readonly Deployment[];
  readonly pods: readonly Pod[];
  readonly endpointSlices: readonly EndpointSlice[];
  readonly namespace: Namespace | undefined;
  readonly pools: readonly LoadBalancerPool[];
}

type Group<T> = Readonly<Record<string, T>>;

/** The request of a decorator's sync hook, version v2: objects by `Kind.group/version`, then by `namespace/name`. */
export interface SyncRequest {
  readonly object: Service;
  readonly attachments: {
    readonly 'DaemonSet.apps/v1'?: Group<DaemonSet>;
    readonly 'Deployment.apps/v1'?: Group<Deployment>;
  };
  readonly related: {
    readonly 'Pod.v1'?: Group<Pod>;
    readonly 'EndpointSlice.discovery.k8s.io/v1'?: Group<EndpointSlice>;
    readonly 'Namespace.v1'?: Group<Namespace>;
    readonly 'LoadBalancerPool.akrobateo.kontena.io/v1alpha1'?: Group<LoadBalancerPool>;
  };
}

/** Names the objects of a sync request; order and grouping keys are dropped. */
export function readObserved({ object, attachments, related }: SyncRequest): Observed {
  return {
    service: object,
    daemonSets: Object.values(attachments['DaemonSet.apps/v1'] ?? {}),
    deployments: Object.values(attachments['Deployment.apps/v1'] ?? {}),
    pods: Object.values(related['Pod.v1'] ?? {}),
    endpointSlices: Object.values(related['EndpointSlice.discovery.k8s.io/v1'] ?? {}),
    namespace: Object.values(related['Namespace.v1'] ?? {})[0],
    pools: Object.values(related['LoadBalancerPool.akrobateo.kontena.io/v1alpha1'] ?? {}),
  };
}
