import type { SchemaObject } from 'ajv';
import { EXPOSURE_SPEC } from '../kubernetes/exposure-schema.ts';
import { PLACEMENT_REVISION_ANNOTATION, SERVICE_UID_LABEL } from '../kubernetes/keys.ts';
import type { LoadBalancerPool } from '../kubernetes/load-balancer-pool.ts';
import type { DaemonSet, Deployment, EndpointSlice, Namespace, Pod } from '../kubernetes/objects.ts';
import { affinity, containers } from '../kubernetes/pod-schema.ts';
import { POOL } from '../kubernetes/pool-schema.ts';
import {
  condition,
  flag,
  group,
  integer,
  list,
  metadata,
  name,
  namespacedMetadata,
  object,
  ownerReferences,
  required,
  string,
  text,
} from '../kubernetes/schema.ts';
import type { TypeOf } from '../kubernetes/schema.ts';
import type { ServiceExposure, WrittenSpec } from '../kubernetes/service-exposure.ts';
import type { OtherExposure } from './rivals.ts';

/** The status is not checked here: it may be of a newer version, or edited by hand. */
const exposure = required(
  { apiVersion: name, kind: name, metadata: namespacedMetadata, spec: EXPOSURE_SPEC },
  {},
);

const managedFields = list(required({}, { subresource: text, time: text }));
const template = required({}, { spec: object({ containers }) });
const conditions = list(condition);
const workload = required(
  { metadata: required({ name }, { uid: text, generation: integer, ownerReferences, managedFields }) },
  {
    spec: object({ replicas: integer, paused: flag, template }, ['template']),
    status: object({
      observedGeneration: integer,
      desiredNumberScheduled: integer,
      updatedNumberScheduled: integer,
      updatedReplicas: integer,
      conditions,
    }),
  },
);

const containerState = object({
  waiting: object({ reason: text, message: text }),
  terminated: object({ exitCode: integer, reason: text, message: text }),
});
const containerStatuses = list(
  required({}, { name: text, image: text, ready: flag, state: containerState, lastState: containerState }),
);
// There may be thousands of pods, so nothing is checked that the core does not read.
const podMetadata = {
  creationTimestamp: text,
  deletionTimestamp: text,
  deletionGracePeriodSeconds: integer,
  labels: object({ [SERVICE_UID_LABEL]: text, 'pod-template-hash': text, 'controller-revision-hash': text }),
  annotations: object({ [PLACEMENT_REVISION_ANNOTATION]: text }),
  ownerReferences,
};
const pod = required(
  { metadata: required({}, podMetadata) },
  {
    spec: object({ nodeName: text, containers, initContainers: containers, affinity }),
    status: object({
      phase: text,
      hostIP: text,
      hostIPs: list(required({ ip: string }, {})),
      conditions,
      initContainerStatuses: containerStatuses,
      containerStatuses,
    }),
  },
);

const endpointConditions = object({ ready: flag, serving: flag, terminating: flag });
const endpointSlice = required(
  {},
  {
    metadata: object({ name: text }),
    endpoints: list(required({}, { nodeName: text, conditions: endpointConditions })),
  },
);
const namespace = required({ metadata }, {});

// One exposure of a newer version must not stop all others that use its port.
const service = required({ name, uid: name }, { creationTimestamp: text });
const other = required({ metadata: namespacedMetadata, spec: required({ service }, {}) }, {});

/** The objects that customize relates. */
const related = required(
  {},
  {
    'Pod.v1': group<Pod>('pod'),
    'DaemonSet.apps/v1': group<DaemonSet>('workload'),
    'Deployment.apps/v1': group<Deployment>('workload'),
    'EndpointSlice.discovery.k8s.io/v1': group<EndpointSlice>('endpointSlice'),
    'Namespace.v1': group<Namespace>('namespace'),
    'LoadBalancerPool.akrobateo.kontena.io/v1alpha1': group<LoadBalancerPool>('pool'),
    'ServiceExposure.akrobateo.kontena.io/v1alpha1': group<OtherExposure>('other'),
  },
);

/** The request of a DecoratorController's sync hook, version v2. */
export interface SyncRequest {
  readonly object: Omit<ServiceExposure<WrittenSpec>, 'status'> & { readonly status?: unknown };
  readonly related: TypeOf<typeof related>;
}

/** What `POST /exposures/sync` accepts, as far as the core reads it. */
export const SYNC_REQUEST: SchemaObject = {
  ...required({ object: exposure, related }, {}),
  $defs: { workload, pod, endpointSlice, namespace, pool: POOL, other },
};

/** What `POST /exposures/customize` accepts. */
export const CUSTOMIZE_REQUEST: SchemaObject = required({ parent: exposure }, {});
