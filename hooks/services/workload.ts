import type {
  V1DaemonSet,
  V1Deployment,
  V1LabelSelector,
  V1ObjectMeta,
  V1PodTemplateSpec,
} from '@kubernetes/client-node';
import type { CoreConfig } from '../config.ts';
import type { Wire } from '../kubernetes/wire.ts';
import type { Exposure } from './exposure.ts';
import { OPTIONS_ANNOTATION, POOL_ANNOTATION, SERVICE_UID_LABEL } from '../kubernetes/keys.ts';
import { podTemplate, workloadLabels } from './pod-template.ts';

type Workload = Wire<V1DaemonSet | V1Deployment>;
interface WorkloadParts {
  readonly metadata: Wire<V1ObjectMeta>;
  readonly selector: Wire<V1LabelSelector>;
  readonly template: Wire<V1PodTemplateSpec>;
}

const MAX_NAME = 63;

/** `akrobateo-<service>-<first 8 of uid>`; a long Service name is cut, the uid keeps the result unique. */
export function workloadName({ service }: Pick<Exposure, 'service'>): string {
  const suffix = `-${service.uid.slice(0, 8)}`;
  const stem = `akrobateo-${service.name}`.slice(0, MAX_NAME - suffix.length);
  return `${stem.replace(/-+$/, '')}${suffix}`;
}

function daemonSet(
  { metadata, selector, template }: WorkloadParts,
  maxUnavailable: number,
): Wire<V1DaemonSet> {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata,
    spec: {
      selector,
      template,
      // Two pods cannot hold one host port, so the old one has to go first.
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable } },
    },
  };
}

function deployment({ metadata, selector, template }: WorkloadParts, replicas: number): Wire<V1Deployment> {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas,
      selector,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      template,
    },
  };
}

/** What the workload is to remember, for the day when an annotation is faulty or the pool is gone. */
function memory({ options, optionTexts }: Exposure): Record<string, string> {
  const placement = options.pool?.placement;
  const placed = placement && { [POOL_ANNOTATION]: JSON.stringify(placement) };
  return { [OPTIONS_ANNOTATION]: JSON.stringify(optionTexts), ...placed };
}

/** The workloads that expose the Service: one, or none with workload None; maxUnavailable is a DaemonSet's. */
export function renderWorkloads(exposure: Exposure, config: CoreConfig, maxUnavailable: number): Workload[] {
  const { workload, replicas } = exposure.options;
  if (workload === 'None') return [];
  const parts: WorkloadParts = {
    metadata: {
      name: workloadName(exposure),
      namespace: exposure.service.namespace,
      labels: workloadLabels(exposure),
      annotations: memory(exposure),
    },
    selector: { matchLabels: { [SERVICE_UID_LABEL]: exposure.service.uid } },
    template: podTemplate(exposure, config),
  };
  return [workload === 'Deployment' ? deployment(parts, replicas) : daemonSet(parts, maxUnavailable)];
}
