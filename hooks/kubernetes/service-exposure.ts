import type { V1ObjectMeta } from '@kubernetes/client-node';
import { Ajv } from 'ajv';
import { NODE_REQUIREMENT } from './label-selector.ts';
import { WORKLOADS } from './load-balancer-pool.ts';
import { exposureName } from './names.ts';
import { ADDRESS_TYPES } from './node-address.ts';
import { isControlledBy } from './objects.ts';
import { PROTOCOLS } from './ports.ts';
import type { ProblemReason } from './problems.ts';
import { condition, desired, flag, integer, list, name, observed, partial, text, word } from './schema.ts';
import type { Schema, TypeOf } from './schema.ts';
import { TOLERATION } from './tolerations.ts';
import type { Observed } from './wire.ts';

export const EXPOSURE_API_VERSION = 'akrobateo.kontena.io/v1alpha1';
export const EXPOSURE_KIND = 'ServiceExposure';

// The fields of a ServiceExposure, as in metacontroller/base/service-exposure-crd.yaml.
// The engine wrote these objects as we answered them, so they are checked completely.

const count: Schema<number> = { type: 'integer', minimum: 0 };
/** `80/TCP`, in order of protocol and number. */
const ports: Schema<readonly string[]> = {
  type: 'array',
  items: { type: 'string', pattern: `^[1-9][0-9]{0,4}/(${PROTOCOLS.join('|')})$` },
};
const texts = list(text);
const nodeSelector = list(NODE_REQUIREMENT);
const tolerations = list(TOLERATION);
const workload = word(...WORKLOADS);
/** Which program answers at a published address: kube-proxy on every node (VIP), or only the proxies. */
const ipMode = word('VIP', 'Proxy');

/** What the annotations of a Service request; an absent field means the choice of the pool, or the default. */
const options = partial({
  pool: name,
  workload,
  replicas: count,
  nodeSelector,
  tolerations,
  addressTypes: list(word(...ADDRESS_TYPES)),
  addresses: texts,
  hostIP: name,
  ipMode,
});

/**
 * What a Service requests. services/sync writes it. A field is null for a moment to remove what a person has added, because
 * dynamic apply removes only its own fields.
 */
export const EXPOSURE_SPEC = observed(
  {
    /** creationTimestamp is RFC 3339. The oldest Service holds a port that several request. */
    service: desired({ name, uid: name }, { creationTimestamp: text }),
    ports,
    /** In the Service's order of preference. */
    families: list(word('IPv4', 'IPv6')),
    externalTrafficPolicy: word('Cluster', 'Local'),
    /** The last good ones: options that cannot be read leave those of the spec unchanged. */
    options,
  },
  {
    /** The pool that placed the Service last. Its rules stay in force while the pool in the options does not exist. */
    fallbackPool: name,
    /** Present only if proxies forward to the cluster IP: a port has no node port. */
    internalTrafficPolicy: word('Local'),
  },
);

/** What may be exposed, and where proxies run. All rules of pools and of the installation have been applied. */
const admitted = desired(
  {
    workload,
    /** Not empty. */
    ports,
    /** The ip mode that is allowed. Auto: VIP, unless a proxy finds kube-proxy in IPVS mode on its node. */
    ipMode: word('Auto', 'VIP', 'Proxy'),
  },
  {
    /** The LoadBalancerPool that the placement comes from, if any. */
    pool: name,
    nodeSelector,
    tolerations,
    /**
     * How often the proxies of a Deployment had to move because a node left the pool. It is in the pod template, so a change
     * replaces the pods. Absent: never.
     */
    placementRevision: count,
  },
);

/** A node that serves: what to publish for it, in the Service's order of families, and since when its proxy is being replaced. */
const node = desired({ name, addresses: texts }, { replacingSince: text });

/** What became of it. exposures/sync writes it. Times are RFC 3339. */
export const EXPOSURE_STATUS = desired(
  {
    ipMode,
    /** How many proxies a rolling update may replace at a time. */
    maxUnavailable: count,
    /** The number of nodes in the list. */
    servingNodes: count,
    /** In order of name. */
    nodes: list(node),
    /** The most important first. */
    problems: list(desired({ reason: name as Schema<ProblemReason>, message: text }, {})),
    conditions: list(condition),
  },
  {
    observedGeneration: integer,
    /** Absent: nothing may run. */
    admitted,
    /** Since when the same is admitted. */
    admittedSince: text,
    /** The node on which a proxy has found kube-proxy in IPVS mode. It stays while the ip mode is set to auto. */
    ipvsNode: name,
    /** Whether the list of nodes follows the endpoints of the Service: the policy is Local, and there was an endpoint. */
    followsEndpoints: flag,
    /**
     * Without proxies: ports that older exposures hold, and the names of the nodes where they do, in order. It takes them as
     * soon as they are free, so younger exposures leave them to it.
     */
    waitsFor: desired({ ports, nodes: texts }, {}),
  },
);

/** Whether a status is one that this version can read. It may be of a newer version, or edited by hand. */
export const isReadableStatus = new Ajv().compile<TypeOf<typeof EXPOSURE_STATUS>>(EXPOSURE_STATUS);

/** A spec as it is written: an optional field is null to remove it. */
export type WrittenSpec = TypeOf<typeof EXPOSURE_SPEC>;
type Present<T> = { readonly [Field in keyof T]: Exclude<T[Field], null> };
export type ExposureOptions = Present<WrittenSpec['options']>;
/** A spec without the fields that are null. */
export type ExposureSpec = Omit<Present<WrittenSpec>, 'options'> & { readonly options: ExposureOptions };
export type IPMode = ExposureStatus['ipMode'];
export type Admitted = NonNullable<ExposureStatus['admitted']>;
export type AdmittedIPMode = Admitted['ipMode'];
/** Where proxies run. */
export type Placement = Omit<Admitted, 'ports' | 'ipMode'>;
export type ExposureNode = ExposureStatus['nodes'][number];
export type WaitsFor = NonNullable<ExposureStatus['waitsFor']>;
export type ExposureStatus = TypeOf<typeof EXPOSURE_STATUS>;

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

function withoutNulls<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as Present<T>;
}

/** A spec as the API server sends it, without the fields that are null. */
export function readSpec(written: WrittenSpec): ExposureSpec {
  return { ...withoutNulls(written), options: withoutNulls(written.options) };
}

/**
 * Whether it is the exposure that its Service has made. A person may create one, copy one, or take one from its Service.
 */
export function isOfItsService({
  metadata,
  spec: { service },
}: {
  readonly metadata: ServiceExposure['metadata'];
  readonly spec: Pick<ExposureSpec, 'service'>;
}): boolean {
  return metadata.name === exposureName(service) && isControlledBy({ metadata }, service.uid);
}
