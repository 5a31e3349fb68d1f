import type { SchemaObject } from 'ajv';
import { EXPOSURE_SPEC } from '../kubernetes/service-exposure.ts';
import { PLACEMENT_REVISION_ANNOTATION, SERVICE_UID_LABEL } from '../kubernetes/keys.ts';
import { POOL } from '../kubernetes/load-balancer-pool.ts';
import type { LoadBalancerPool } from '../kubernetes/load-balancer-pool.ts';
import type { DaemonSet, Deployment, EndpointSlice, Namespace, Pod } from '../kubernetes/objects.ts';
import { affinity, containers } from '../kubernetes/pod-schema.ts';
import {
  condition,
  desired,
  flag,
  group,
  integer,
  list,
  metadata,
  name,
  namespacedMetadata,
  observed,
  ownerReferences,
  partial,
  text,
} from '../kubernetes/schema.ts';
import type { TypeOf } from '../kubernetes/schema.ts';
import type { ServiceExposure, WrittenSpec } from '../kubernetes/service-exposure.ts';
import type { OtherExposure } from './rivals.ts';

/** The status is not checked here: it may be of a newer version, or edited by hand. */
const exposure = observed(
  { apiVersion: name, kind: name, metadata: namespacedMetadata, spec: EXPOSURE_SPEC },
  {},
);
const managedFields = list(partial({ subresource: text, time: text }));
const template = partial({ spec: partial({ containers }) });
const workload = observed(
  { metadata: observed({ name }, { uid: text, generation: integer, ownerReferences, managedFields }) },
  {
    spec: observed({ template }, { replicas: integer, paused: flag }),
    status: partial({
      observedGeneration: integer,
      desiredNumberScheduled: integer,
      updatedNumberScheduled: integer,
      updatedReplicas: integer,
      conditions: list(condition),
    }),
  },
);
const containerState = partial({
  waiting: partial({ reason: text, message: text }),
  terminated: partial({ exitCode: integer, reason: text, message: text }),
});
const containerStatuses = list(
  partial({ name: text, image: text, ready: flag, state: containerState, lastState: containerState }),
);
// There may be thousands of pods, so nothing is checked that the core does not read.
const podMetadata = partial({
  creationTimestamp: text,
  deletionTimestamp: text,
  deletionGracePeriodSeconds: integer,
  labels: partial({ [SERVICE_UID_LABEL]: text, 'pod-template-hash': text, 'controller-revision-hash': text }),
  annotations: partial({ [PLACEMENT_REVISION_ANNOTATION]: text }),
  ownerReferences,
});
const pod = observed(
  { metadata: podMetadata },
  {
    spec: partial({ nodeName: text, containers, initContainers: containers, affinity }),
    status: partial({
      phase: text,
      hostIP: text,
      hostIPs: list(observed({ ip: text }, {})),
      conditions: list(condition),
      initContainerStatuses: containerStatuses,
      containerStatuses,
    }),
  },
);
const endpointConditions = partial({ ready: flag, serving: flag, terminating: flag });
const endpointSlice = partial({
  metadata: partial({ name: text }),
  endpoints: list(partial({ nodeName: text, conditions: endpointConditions })),
});
const namespace = observed({ metadata }, {});

// One exposure of a newer version must not stop all others that use its port.
const identity = observed({ name, uid: name }, { creationTimestamp: text });
const other = observed({ metadata: namespacedMetadata, spec: observed({ service: identity }, {}) }, {});

/** The objects that customize relates. */
const related = desired(
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
  ...desired({ object: exposure, related }, {}),
  $defs: { workload, pod, endpointSlice, namespace, pool: POOL, other },
};

/** What `POST /exposures/customize` accepts. */
export const CUSTOMIZE_REQUEST: SchemaObject = desired({ parent: exposure }, {});
