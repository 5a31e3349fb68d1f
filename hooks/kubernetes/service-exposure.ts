import type { V1ObjectMeta } from '@kubernetes/client-node';
import type { Condition } from './conditions.ts';
import type { IPFamily } from './ip-address.ts';
import type { NodeRequirement } from './label-selector.ts';
import type { WorkloadKind } from './load-balancer-pool.ts';
import type { AddressType } from './node-address.ts';
import { exposureName } from './names.ts';
import { isControlledBy } from './objects.ts';
import type { Problem } from './problems.ts';
import type { Toleration } from './tolerations.ts';
import type { Observed } from './wire.ts';

export const EXPOSURE_API_VERSION = 'akrobateo.kontena.io/v1alpha1';
export const EXPOSURE_KIND = 'ServiceExposure';

/** Which program answers at a published address: kube-proxy on every node (VIP), or only the proxies. */
export type IPMode = 'VIP' | 'Proxy';

/** The ip mode that is allowed. Auto: VIP, unless a proxy finds kube-proxy in IPVS mode on its node. */
export type AdmittedIPMode = 'Auto' | IPMode;

/** What the annotations of a Service request; an absent field means the pool's choice, or the default. */
export interface ExposureOptions {
  readonly pool?: string;
  readonly workload?: WorkloadKind;
  readonly replicas?: number;
  readonly nodeSelector?: readonly NodeRequirement[];
  readonly tolerations?: readonly Toleration[];
  readonly addressTypes?: readonly AddressType[];
  readonly addresses?: readonly string[];
  readonly hostIP?: string;
  readonly ipMode?: IPMode;
}

/**
 * Whether it is the exposure that its Service has made. A person may create one, copy one, or take one from its Service.
 */
export function isOfItsService({
  metadata,
  spec: { service },
}: Pick<ServiceExposure, 'metadata'> & { readonly spec: Pick<ExposureSpec, 'service'> }): boolean {
  return metadata.name === exposureName(service) && isControlledBy({ metadata }, service.uid);
}

/** Which Service it is. */
export interface ServiceIdentity {
  readonly name: string;
  readonly uid: string;
  /** RFC 3339. The oldest Service holds a port that several request. */
  readonly creationTimestamp?: string;
}

/**
 * What a Service requests. services/sync writes it. Options that cannot be read leave those of the spec unchanged, so
 * these are the last good ones. Source: metacontroller/base/service-exposure-crd.yaml.
 */
export interface ExposureSpec {
  readonly service: ServiceIdentity;
  /** `80/TCP`, in order of protocol and number. */
  readonly ports: readonly string[];
  /** In the Service's order of preference. */
  readonly families: readonly IPFamily[];
  readonly externalTrafficPolicy: 'Cluster' | 'Local';
  /** Present only if proxies forward to the cluster IP: a port has no node port. */
  readonly internalTrafficPolicy?: 'Local';
  readonly options: ExposureOptions;
  /** The pool that placed the Service last. Its rules stay in force while the pool in the options does not exist. */
  readonly fallbackPool?: string;
}

/** Optional fields may be null: that removes what a person has added, because dynamic apply removes only its own fields. */
type OrNull<T> = { readonly [Field in keyof T]: T[Field] | null };

/** A spec as it is written. */
export type WrittenSpec = Omit<ExposureSpec, 'options' | 'fallbackPool' | 'internalTrafficPolicy'> & {
  readonly internalTrafficPolicy?: 'Local' | null;
  readonly options: OrNull<ExposureOptions>;
  readonly fallbackPool?: string | null;
};

/** Where proxies run. */
export interface Placement {
  /** The LoadBalancerPool that it comes from, if any. */
  readonly pool?: string;
  readonly workload: WorkloadKind;
  readonly nodeSelector?: readonly NodeRequirement[];
  readonly tolerations?: readonly Toleration[];
  /**
   * How often the proxies of a Deployment had to move because a node left the pool. It is in the pod template, so a change
   * replaces the pods. Absent: never.
   */
  readonly placementRevision?: number;
}

/** What may be exposed. All rules of pools and of the installation have been applied. */
export interface Admitted extends Placement {
  /** `80/TCP`, in order of protocol and number; not empty. */
  readonly ports: readonly string[];
  readonly ipMode: AdmittedIPMode;
}

/** A node that serves. */
export interface ExposureNode {
  readonly name: string;
  /** What to publish for it, in the Service's order of families. */
  readonly addresses: readonly string[];
  /** Since when its proxy is being replaced, RFC 3339. */
  readonly replacingSince?: string;
}

/** Ports that older exposures hold, and where. */
export interface WaitsFor {
  /** `443/TCP`, in order of protocol and number. */
  readonly ports: readonly string[];
  /** Names, in order. */
  readonly nodes: readonly string[];
}

/** What became of it. exposures/sync writes it. */
export interface ExposureStatus {
  readonly observedGeneration?: number;
  /** Absent: nothing may run. */
  readonly admitted?: Admitted;
  /** Since when it is admitted, RFC 3339. */
  readonly admittedSince?: string;
  readonly ipMode: IPMode;
  /** The node on which a proxy has found kube-proxy in IPVS mode. It stays while the ip mode is set to auto. */
  readonly ipvsNode?: string;
  /** How many proxies a rolling update may replace at a time. */
  readonly maxUnavailable: number;
  /** Whether the list of nodes follows the endpoints of the Service: the policy is Local, and there was an endpoint. */
  readonly followsEndpoints?: boolean;
  /** Without proxies: what it takes as soon as it is free. Younger exposures leave that to it. */
  readonly waitsFor?: WaitsFor;
  /** The number of nodes in the list. */
  readonly servingNodes: number;
  /** In order of name. */
  readonly nodes: readonly ExposureNode[];
  /** The most important first. */
  readonly problems: readonly Problem[];
  readonly conditions: readonly Condition[];
}

/** A ServiceExposure as observed; the schema of the request has checked its parts. */
export interface ServiceExposure<Spec = ExposureSpec> {
  readonly metadata: Observed<V1ObjectMeta> & {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
  };
  readonly spec: Spec;
  readonly status?: ExposureStatus | null;
}
