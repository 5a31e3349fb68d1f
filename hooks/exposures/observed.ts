import { isControlledBy } from '../kubernetes/objects.ts';
import type { DaemonSet, Deployment, EndpointSlice, Namespace } from '../kubernetes/objects.ts';
import type { LoadBalancerPool } from '../kubernetes/load-balancer-pool.ts';
import { isReadableStatus, readSpec } from '../kubernetes/service-exposure.ts';
import type { ExposureStatus } from '../kubernetes/service-exposure.ts';
import { readProxies } from './own-pods.ts';
import type { ProxySource } from './own-pods.ts';
import type { Proxy } from './proxies.ts';
import type { SyncRequest } from './request-schema.ts';
import { readRivals } from './rivals.ts';
import type { Rival } from './rivals.ts';

/** A ServiceExposure and everything that its status depends on. */
export interface ExposureState extends ProxySource {
  /** Its status before this sync. It is all that is stored between two syncs. */
  readonly previous: ExposureStatus;
  readonly proxies: readonly Proxy[];
  readonly endpointSlices: readonly EndpointSlice[];
  readonly namespace: Namespace | undefined;
  readonly pools: readonly LoadBalancerPool[];
  /** Other exposures that are exposed with one of its ports, the oldest first. */
  readonly rivals: readonly Rival[];
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

/** Reads the objects of a sync request. A status that cannot be read (it is of a newer version) counts as none. */
export function readState({ object, related }: SyncRequest): ExposureState {
  const { metadata, status } = object;
  const { uid } = object.spec.service;
  const isOurs = (workload: DaemonSet | Deployment): boolean => isControlledBy(workload, uid);
  const exposure = { metadata, spec: readSpec(object.spec) };
  const source = {
    exposure,
    daemonSet: Object.values(related['DaemonSet.apps/v1'] ?? {}).find(isOurs),
    deployment: Object.values(related['Deployment.apps/v1'] ?? {}).find(isOurs),
  };
  const others = related['ServiceExposure.akrobateo.kontena.io/v1alpha1'] ?? {};
  return {
    ...source,
    previous: isReadableStatus(status) ? status : NO_STATUS,
    proxies: readProxies(Object.values(related['Pod.v1'] ?? {}), source),
    endpointSlices: Object.values(related['EndpointSlice.discovery.k8s.io/v1'] ?? {}),
    namespace: Object.values(related['Namespace.v1'] ?? {})[0],
    pools: Object.values(related['LoadBalancerPool.akrobateo.kontena.io/v1alpha1'] ?? {}),
    rivals: readRivals(exposure, Object.values(others)),
  };
}
