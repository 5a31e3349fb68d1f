import type { SchemaObject } from 'ajv';
import {
  condition,
  flag,
  group,
  integer,
  list,
  mapOf,
  metadata,
  name,
  object,
  ownerReferences,
  present,
  text,
} from '../kubernetes/schema.ts';
import { POOL } from '../pools/request-schema.ts';
import { SERVICE_UID_LABEL } from '../kubernetes/keys.ts';

const port = present(
  object(
    {
      port: { type: 'integer', minimum: 1, maximum: 65535 },
      nodePort: { type: 'integer', minimum: 0, maximum: 65535, nullable: true },
      protocol: { type: 'string', enum: ['TCP', 'UDP', 'SCTP', null], nullable: true },
    },
    ['port'],
  ),
);
const portStatus = present(object({ port: integer, protocol: text }));
const service = present(
  object(
    {
      apiVersion: name,
      kind: name,
      metadata: present(
        object({ ...(metadata['properties'] as Record<string, SchemaObject>), namespace: name, uid: name }, [
          'name',
          'namespace',
          'uid',
        ]),
      ),
      spec: present(
        object({
          type: text,
          loadBalancerClass: text,
          clusterIP: text,
          clusterIPs: list({ type: 'string' }),
          ipFamilies: list({ type: 'string', enum: ['IPv4', 'IPv6'] }),
          externalTrafficPolicy: text,
          loadBalancerSourceRanges: list({ type: 'string' }),
          ports: list(port),
        }),
      ),
      status: object({
        loadBalancer: object({
          ingress: list(present(object({ ip: text, hostname: text, ipMode: text, ports: list(portStatus) }))),
        }),
        conditions: list(condition),
      }),
    },
    ['apiVersion', 'kind', 'metadata', 'spec'],
  ),
);
const workload = present(
  object(
    {
      metadata,
      spec: object({ replicas: integer }),
      status: mapOf({}),
    },
    ['metadata'],
  ),
);
const containerState = object({
  waiting: object({ reason: text, message: text }),
  terminated: object({ exitCode: integer, reason: text, message: text }),
});
const nodeTerm = present(
  object({
    matchFields: list(present(object({ key: text, operator: text, values: list({ type: 'string' }) }))),
  }),
);
// Of pods there may be thousands: nothing is looked at that the core does not read.
const pod = present(
  object(
    {
      metadata: present(
        object({
          creationTimestamp: text,
          deletionTimestamp: text,
          deletionGracePeriodSeconds: integer,
          labels: object({ [SERVICE_UID_LABEL]: text, 'pod-template-hash': text }),
          ownerReferences,
        }),
      ),
      spec: object({
        nodeName: text,
        containers: list(
          present(object({ ports: list(present(object({ hostPort: integer, protocol: text }))) })),
        ),
        affinity: object({
          nodeAffinity: object({
            requiredDuringSchedulingIgnoredDuringExecution: object({ nodeSelectorTerms: list(nodeTerm) }),
          }),
        }),
      }),
      status: object({
        hostIP: text,
        hostIPs: list(present(object({ ip: text }))),
        conditions: list(condition),
        containerStatuses: list(
          present(
            object({
              name: text,
              image: text,
              ready: flag,
              state: containerState,
              lastState: containerState,
            }),
          ),
        ),
      }),
    },
    ['metadata'],
  ),
);
const endpointSlice = present(
  object({
    endpoints: list(
      present(
        object({ nodeName: text, conditions: object({ ready: flag, serving: flag, terminating: flag }) }),
      ),
    ),
  }),
);
const namespace = present(object({ metadata }, ['metadata']));

/** What `POST /services/sync` accepts, as far as the core reads it. */
export const SYNC_REQUEST: SchemaObject = {
  ...present(
    object(
      {
        object: service,
        attachments: present(
          object({ 'DaemonSet.apps/v1': group('workload'), 'Deployment.apps/v1': group('workload') }),
        ),
        related: present(
          object({
            'Pod.v1': group('pod'),
            'EndpointSlice.discovery.k8s.io/v1': group('endpointSlice'),
            'Namespace.v1': group('namespace'),
            'LoadBalancerPool.akrobateo.kontena.io/v1alpha1': group('pool'),
          }),
        ),
      },
      ['object', 'attachments', 'related'],
    ),
  ),
  $defs: { workload, pod, endpointSlice, namespace, pool: POOL },
};

/** What `POST /services/customize` accepts. */
export const CUSTOMIZE_REQUEST: SchemaObject = present(object({ parent: service }, ['parent']));
