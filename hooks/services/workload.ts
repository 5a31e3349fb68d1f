import type { CoreConfig } from '../config.ts';
import { SERVICE_UID_LABEL } from '../kubernetes/keys.ts';
import { exposureName } from '../kubernetes/names.ts';
import { portText, readPort } from '../kubernetes/ports.ts';
import type { Workload } from './answer.ts';
import { podTemplate, workloadLabels } from './pod-template.ts';
import type { ProxyPlan } from './pod-template.ts';
import type { Requested } from './requested.ts';

/** What the Service requests, with the admitted ports only. */
function admittedOnly(requested: Requested, admitted: readonly string[]): Requested {
  const byText = new Map(requested.ports.map((port) => [portText(port), port]));
  return { ...requested, ports: admitted.map((text) => byText.get(text) ?? readPort(text)) };
}

// Two pods cannot use one host port, so the old one has to end first.
function rollingUpdate(maxUnavailable = 1) {
  return { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable } };
}

/** The workloads that expose the admitted ports: one, or none with workload None. */
export function renderWorkloads(plan: ProxyPlan, config: CoreConfig): Workload[] {
  const { state, admitted, options } = plan;
  const { name, namespace, uid } = state.service.metadata;
  const { workload } = admitted;
  if (workload === 'None') return [];
  const metadata = { name: exposureName({ name, uid }), namespace, labels: workloadLabels(plan) };
  const selector = { matchLabels: { [SERVICE_UID_LABEL]: uid } };
  const requested = admittedOnly(plan.requested, admitted.ports);
  const template = podTemplate({ ...plan, requested }, config);
  const spec =
    workload === 'Deployment'
      ? { replicas: options.replicas ?? 1, selector, strategy: rollingUpdate(), template }
      : { selector, template, updateStrategy: rollingUpdate(state.exposure?.status?.maxUnavailable) };
  return [{ apiVersion: 'apps/v1', kind: workload, metadata, spec }];
}
