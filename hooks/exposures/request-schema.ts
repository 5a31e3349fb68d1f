import type { SchemaObject } from 'ajv';
import { EXPOSURE_SPEC } from '../kubernetes/exposure-schema.ts';
import { PLACEMENT_REVISION_ANNOTATION, SERVICE_UID_LABEL } from '../kubernetes/keys.ts';
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
  present,
  text,
} from '../kubernetes/schema.ts';

/** The status is not checked here: it may be of a newer version, or edited by hand. */
const exposure = present(
  object({ apiVersion: name, kind: name, metadata: namespacedMetadata, spec: EXPOSURE_SPEC }, [
    'apiVersion',
    'kind',
    'metadata',
    'spec',
  ]),
);
const managedFields = list(present(object({ subresource: text, time: text })));
const workload = present(
  object(
    {
      metadata: present(
        object({ name, uid: text, generation: integer, ownerReferences, managedFields }, ['name']),
      ),
      spec: object(
        { replicas: integer, paused: flag, template: present(object({ spec: object({ containers }) })) },
        ['template'],
      ),
      status: object({
        observedGeneration: integer,
        desiredNumberScheduled: integer,
        updatedNumberScheduled: integer,
        updatedReplicas: integer,
        conditions: list(condition),
      }),
    },
    ['metadata'],
  ),
);
const containerState = object({
  waiting: object({ reason: text, message: text }),
  terminated: object({ exitCode: integer, reason: text, message: text }),
});
const containerStatuses = list(
  present(object({ name: text, image: text, ready: flag, state: containerState, lastState: containerState })),
);
// There may be thousands of pods, so nothing is checked that the core does not read.
const pod = present(
  object(
    {
      metadata: present(
        object({
          creationTimestamp: text,
          deletionTimestamp: text,
          deletionGracePeriodSeconds: integer,
          labels: object({
            [SERVICE_UID_LABEL]: text,
            'pod-template-hash': text,
            'controller-revision-hash': text,
          }),
          annotations: object({ [PLACEMENT_REVISION_ANNOTATION]: text }),
          ownerReferences,
        }),
      ),
      spec: object({
        nodeName: text,
        containers,
        initContainers: containers,
        affinity,
      }),
      status: object({
        phase: text,
        hostIP: text,
        hostIPs: list(present(object({ ip: { type: 'string' } }, ['ip']))),
        conditions: list(condition),
        initContainerStatuses: containerStatuses,
        containerStatuses,
      }),
    },
    ['metadata'],
  ),
);
const endpointSlice = present(
  object({
    metadata: object({ name: text }),
    endpoints: list(
      present(
        object({ nodeName: text, conditions: object({ ready: flag, serving: flag, terminating: flag }) }),
      ),
    ),
  }),
);
const namespace = present(object({ metadata }, ['metadata']));

// One exposure of a newer version must not stop all others that use its port.
const identity = present(object({ name, uid: name, creationTimestamp: text }, ['name', 'uid']));
const other = present(
  object({ metadata: namespacedMetadata, spec: present(object({ service: identity }, ['service'])) }, [
    'metadata',
    'spec',
  ]),
);

/** What `POST /exposures/sync` accepts, as far as the core reads it. */
export const SYNC_REQUEST: SchemaObject = {
  ...present(
    object(
      {
        object: exposure,
        related: present(
          object({
            'Pod.v1': group('pod'),
            'DaemonSet.apps/v1': group('workload'),
            'Deployment.apps/v1': group('workload'),
            'EndpointSlice.discovery.k8s.io/v1': group('endpointSlice'),
            'Namespace.v1': group('namespace'),
            'LoadBalancerPool.akrobateo.kontena.io/v1alpha1': group('pool'),
            'ServiceExposure.akrobateo.kontena.io/v1alpha1': group('other'),
          }),
        ),
      },
      ['object', 'related'],
    ),
  ),
  $defs: { workload, pod, endpointSlice, namespace, pool: POOL, other },
};

/** What `POST /exposures/customize` accepts. */
export const CUSTOMIZE_REQUEST: SchemaObject = present(object({ parent: exposure }, ['parent']));
