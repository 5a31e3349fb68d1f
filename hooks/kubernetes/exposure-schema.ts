import { Ajv } from 'ajv';
import { NODE_REQUIREMENT } from './label-selector.ts';
import { WORKLOADS } from './load-balancer-pool.ts';
import { ADDRESS_TYPES } from './node-address.ts';
import { PROTOCOLS } from './ports.ts';
import type { ProblemReason } from './problems.ts';
import { condition, desired, flag, integer, list, name, observed, partial, text, word } from './schema.ts';
import type { Schema, TypeOf } from './schema.ts';
import { TOLERATION } from './tolerations.ts';

// The fields of a ServiceExposure, as in metacontroller/base/service-exposure-crd.yaml; service-exposure.ts has their types.
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
