import type {
  V1DaemonSet,
  V1Deployment,
  V1LabelSelector,
  V1ObjectMeta,
  V1PodTemplateSpec,
} from '@kubernetes/client-node';
import type { ServicesConfig } from '../config.ts';
import type { Wire } from '../wire.ts';
import type { Exposure } from './exposure.ts';
import { OPTIONS_ANNOTATION, SERVICE_UID_LABEL } from './keys.ts';
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

/** The workload that exposes the Service; maxUnavailable is a DaemonSet's. */
export function renderWorkload(exposure: Exposure, config: ServicesConfig, maxUnavailable: number): Workload {
  const parts: WorkloadParts = {
    metadata: {
      name: workloadName(exposure),
      namespace: exposure.service.namespace,
      labels: workloadLabels(exposure),
      annotations: { [OPTIONS_ANNOTATION]: JSON.stringify(exposure.optionTexts) },
    },
    selector: { matchLabels: { [SERVICE_UID_LABEL]: exposure.service.uid } },
    template: podTemplate(exposure, config),
  };
  return exposure.options.workload === 'Deployment'
    ? deployment(parts, exposure.options.replicas)
    : daemonSet(parts, maxUnavailable);
}
