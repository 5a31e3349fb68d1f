import type { SchemaObject } from 'ajv';

// Only what the core reads is described: whole Kubernetes objects are the API server's to check. Go sends null for an
// absent list or map here and there (EndpointSlice.endpoints), so below the envelope null counts as absent.

const text = { type: 'string', nullable: true } as const;
const integer = { type: 'integer', nullable: true } as const;
const flag = { type: 'boolean', nullable: true } as const;

function object(properties: Record<string, SchemaObject>, required: string[] = []): SchemaObject {
  return { type: 'object', properties, required, nullable: true };
}

function list(items: SchemaObject): SchemaObject {
  return { type: 'array', items, nullable: true };
}

function mapOf(additionalProperties: SchemaObject): SchemaObject {
  return { type: 'object', additionalProperties, nullable: true };
}

function present(schema: SchemaObject): SchemaObject {
  return { ...schema, nullable: false };
}

const name = { type: 'string', minLength: 1 } as const;
const owner = present(object({ kind: text, name: text, uid: text, controller: flag }));
const metadata = present(
  object(
    {
      name,
      namespace: text,
      uid: text,
      generation: integer,
      creationTimestamp: text,
      deletionTimestamp: text,
      deletionGracePeriodSeconds: integer,
      labels: mapOf({ type: 'string' }),
      annotations: mapOf({ type: 'string' }),
      ownerReferences: list(owner),
    },
    ['name'],
  ),
);
const condition = present(
  object({ type: text, status: text, reason: text, message: text, lastTransitionTime: text }, [
    'type',
    'status',
  ]),
);
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
        loadBalancer: object({ ingress: list(present(object({ ip: text, hostname: text, ipMode: text }))) }),
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
const pod = present(
  object(
    {
      metadata,
      spec: object({
        nodeName: text,
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

function group(item: SchemaObject): SchemaObject {
  return present(mapOf(item));
}

/** What `POST /services/sync` accepts, as far as the core reads it. */
export const SYNC_REQUEST: SchemaObject = present(
  object(
    {
      object: service,
      attachments: present(
        object({ 'DaemonSet.apps/v1': group(workload), 'Deployment.apps/v1': group(workload) }),
      ),
      related: present(
        object({
          'Pod.v1': group(pod),
          'EndpointSlice.discovery.k8s.io/v1': group(endpointSlice),
          'Namespace.v1': group(namespace),
        }),
      ),
    },
    ['object', 'attachments', 'related'],
  ),
);

/** What `POST /services/customize` accepts. */
export const CUSTOMIZE_REQUEST: SchemaObject = present(object({ parent: service }, ['parent']));
