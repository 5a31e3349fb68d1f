import type {
  V1DaemonSet,
  V1Deployment,
  V1LabelSelector,
  V1ObjectMeta,
  V1PodTemplateSpec,
} from '@kubernetes/client-node';
import type { CoreConfig } from '../config.ts';
import { SERVICE_UID_LABEL } from '../kubernetes/keys.ts';
import { exposureName } from '../kubernetes/names.ts';
import type { Desired } from '../kubernetes/wire.ts';
import type { Workload } from './answer.ts';
import { podTemplate, workloadLabels } from './pod-template.ts';
import type { ProxyPlan } from './pod-template.ts';

interface WorkloadParts {
  readonly metadata: Desired<V1ObjectMeta>;
  readonly selector: Desired<V1LabelSelector>;
  readonly template: Desired<V1PodTemplateSpec>;
}

function daemonSet(
  { metadata, selector, template }: WorkloadParts,
  maxUnavailable: number,
): Desired<V1DaemonSet> {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata,
    spec: {
      selector,
      template,
      // Two pods cannot use one host port, so the old one has to end first.
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable } },
    },
  };
}

function deployment(
  { metadata, selector, template }: WorkloadParts,
  replicas: number,
): Desired<V1Deployment> {
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

/** The workloads that expose the Service: one, or none with workload None. */
export function renderWorkloads(plan: ProxyPlan, maxUnavailable: number, config: CoreConfig): Workload[] {
  const { name, namespace, uid } = plan.state.service.metadata;
  const { workload } = plan.admitted;
  if (workload === 'None') return [];
  const parts: WorkloadParts = {
    metadata: { name: exposureName({ name, uid }), namespace, labels: workloadLabels(plan) },
    selector: { matchLabels: { [SERVICE_UID_LABEL]: uid } },
    template: podTemplate(plan, config),
  };
  return [
    workload === 'Deployment'
      ? deployment(parts, plan.options.replicas ?? 1)
      : daemonSet(parts, maxUnavailable),
  ];
}
