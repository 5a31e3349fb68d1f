import { isControlledBy } from '../kubernetes/objects.ts';
import type { DaemonSet, Deployment, EndpointSlice, Group, Namespace, Pod } from '../kubernetes/objects.ts';
import type { LoadBalancerPool } from '../kubernetes/load-balancer-pool.ts';
import { isReadableStatus, readSpec } from '../kubernetes/exposure-schema.ts';
import type { ExposureStatus, ServiceExposure, WrittenSpec } from '../kubernetes/service-exposure.ts';

import type { OtherExposure } from './rivals.ts';

/** A ServiceExposure and everything that its status depends on. */
export interface ExposureState {
  readonly exposure: ServiceExposure;
  /** Its status before this sync. It is all that is stored between two syncs. */
  readonly previous: ExposureStatus;
  readonly daemonSet: DaemonSet | undefined;
  readonly deployment: Deployment | undefined;
  readonly pods: readonly Pod[];
  readonly endpointSlices: readonly EndpointSlice[];
  readonly namespace: Namespace | undefined;
  readonly pools: readonly LoadBalancerPool[];
  /** Other exposures that use one of its ports. */
  readonly others: readonly OtherExposure[];
}

/** The request of a DecoratorController's sync hook, version v2. */
export interface SyncRequest {
  readonly object: Omit<ServiceExposure<WrittenSpec>, 'status'> & { readonly status?: unknown };
  readonly related: {
    readonly 'Pod.v1'?: Group<Pod>;
    readonly 'DaemonSet.apps/v1'?: Group<DaemonSet>;
    readonly 'Deployment.apps/v1'?: Group<Deployment>;
    readonly 'EndpointSlice.discovery.k8s.io/v1'?: Group<EndpointSlice>;
    readonly 'Namespace.v1'?: Group<Namespace>;
    readonly 'LoadBalancerPool.akrobateo.kontena.io/v1alpha1'?: Group<LoadBalancerPool>;
    readonly 'ServiceExposure.akrobateo.kontena.io/v1alpha1'?: Group<OtherExposure>;
  };
}

/** The status of an exposure that has none yet. */
export const NO_STATUS: ExposureStatus = {
  ipMode: 'Proxy',
  maxUnavailable: 1,
  servingNodes: 0,
  nodes: [],
  problems: [],
  conditions: [],
};

/** Names the objects of a sync request. A status that cannot be read (it is of a newer version) counts as none. */
export function readState({ object, related }: SyncRequest): ExposureState {
  const { metadata, status } = object;
  const { uid } = object.spec.service;
  const isOurs = (object: DaemonSet | Deployment): boolean => isControlledBy(object, uid);
  return {
    exposure: { metadata, spec: readSpec(object.spec) },
    previous: isReadableStatus(status) ? status : NO_STATUS,
    daemonSet: Object.values(related['DaemonSet.apps/v1'] ?? {}).find(isOurs),
    deployment: Object.values(related['Deployment.apps/v1'] ?? {}).find(isOurs),
    pods: Object.values(related['Pod.v1'] ?? {}),
    endpointSlices: Object.values(related['EndpointSlice.discovery.k8s.io/v1'] ?? {}),
    namespace: Object.values(related['Namespace.v1'] ?? {})[0],
    pools: Object.values(related['LoadBalancerPool.akrobateo.kontena.io/v1alpha1'] ?? {}),
    others: Object.values(related['ServiceExposure.akrobateo.kontena.io/v1alpha1'] ?? {}).filter(
      ({ metadata }) => metadata.uid !== object.metadata.uid,
    ),
  };
}
