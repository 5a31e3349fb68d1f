import type { SchemaObject } from 'ajv';
import { EXPOSURE_SPEC, EXPOSURE_STATUS } from '../kubernetes/exposure-schema.ts';
import { affinity, containers, toleration } from '../kubernetes/pod-schema.ts';
import { PROTOCOLS } from '../kubernetes/ports.ts';
import {
  condition,
  group,
  list,
  metadata,
  name,
  namespacedMetadata,
  object,
  present,
  string,
  text,
} from '../kubernetes/schema.ts';

const port = present(
  object(
    {
      port: { type: 'integer', minimum: 1, maximum: 65535 },
      nodePort: { type: 'integer', minimum: 0, maximum: 65535, nullable: true },
      protocol: { type: 'string', enum: [...PROTOCOLS, null], nullable: true },
    },
    ['port'],
  ),
);
const ingress = present(object({ ip: text, hostname: text, ipMode: text }));
const service = present(
  object(
    {
      apiVersion: name,
      kind: name,
      metadata: namespacedMetadata,
      spec: present(
        object({
          type: text,
          loadBalancerClass: text,
          clusterIP: text,
          clusterIPs: list(string),
          ipFamilies: list({ type: 'string', enum: ['IPv4', 'IPv6'] }),
          externalTrafficPolicy: text,
          internalTrafficPolicy: text,
          loadBalancerIP: text,
          loadBalancerSourceRanges: list(string),
          ports: list(port),
        }),
      ),
      status: object({ loadBalancer: object({ ingress: list(ingress) }), conditions: list(condition) }),
    },
    ['apiVersion', 'kind', 'metadata', 'spec'],
  ),
);
const exposure = present(
  object(
    { metadata: namespacedMetadata, spec: EXPOSURE_SPEC, status: { ...EXPOSURE_STATUS, nullable: true } },
    ['metadata', 'spec'],
  ),
);
const podSpec = object({ affinity, containers, initContainers: containers, tolerations: list(toleration) });
const workload = present(
  object({ metadata, spec: object({ template: present(object({ spec: podSpec })) }, ['template']) }, [
    'metadata',
  ]),
);

const attachments = present(
  object({
    'ServiceExposure.akrobateo.kontena.io/v1alpha1': group('exposure'),
    'DaemonSet.apps/v1': group('workload'),
    'Deployment.apps/v1': group('workload'),
  }),
);

/** What `POST /services/sync` accepts, as far as the core reads it. */
export const SYNC_REQUEST: SchemaObject = {
  ...present(object({ object: service, attachments }, ['object', 'attachments'])),
  $defs: { exposure, workload },
};
