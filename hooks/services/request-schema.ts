import type { SchemaObject } from 'ajv';
import { EXPOSURE_SPEC, EXPOSURE_STATUS } from '../kubernetes/service-exposure.ts';
import { affinity, containers, toleration } from '../kubernetes/pod-schema.ts';
import { PROTOCOLS } from '../kubernetes/ports.ts';
import {
  condition,
  desired,
  group,
  list,
  metadata,
  name,
  namespacedMetadata,
  observed,
  partial,
  text,
  word,
} from '../kubernetes/schema.ts';

const port = observed(
  { port: { type: 'integer', minimum: 1, maximum: 65535 } },
  { nodePort: { type: 'integer', minimum: 0, maximum: 65535 }, protocol: word(...PROTOCOLS) },
);
const ingress = partial({ ip: text, hostname: text, ipMode: text });
const spec = partial({
  type: text,
  loadBalancerClass: text,
  clusterIP: text,
  clusterIPs: list(text),
  ipFamilies: list(word('IPv4', 'IPv6')),
  externalTrafficPolicy: text,
  internalTrafficPolicy: text,
  loadBalancerIP: text,
  loadBalancerSourceRanges: list(text),
  ports: list(port),
});
const status = partial({ loadBalancer: partial({ ingress: list(ingress) }), conditions: list(condition) });
const service = observed({ apiVersion: name, kind: name, metadata: namespacedMetadata, spec }, { status });
const exposure = observed({ metadata: namespacedMetadata, spec: EXPOSURE_SPEC }, { status: EXPOSURE_STATUS });
const podSpec = partial({ affinity, containers, initContainers: containers, tolerations: list(toleration) });
const template = partial({ spec: podSpec });
const workload = observed({ metadata }, { spec: observed({ template }, {}) });

const attachments = desired(
  {},
  {
    'ServiceExposure.akrobateo.kontena.io/v1alpha1': group('exposure'),
    'DaemonSet.apps/v1': group('workload'),
    'Deployment.apps/v1': group('workload'),
  },
);

/** What `POST /services/sync` accepts, as far as the core reads it. */
export const SYNC_REQUEST: SchemaObject = {
  ...desired({ object: service, attachments }, {}),
  $defs: { exposure, workload },
};
