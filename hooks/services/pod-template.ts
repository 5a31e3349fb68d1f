import type { V1Affinity, V1Container, V1PodTemplateSpec } from '@kubernetes/client-node';
import type { CoreConfig } from '../config.ts';
import { PLACEMENT_REVISION_ANNOTATION } from '../kubernetes/keys.ts';
import { CHECK_IPVS } from '../kubernetes/ipvs.ts';
import { readToleration } from '../kubernetes/tolerations.ts';
import type { Toleration } from '../kubernetes/tolerations.ts';
import { PROTOCOLS } from '../kubernetes/ports.ts';
import type { Protocol } from '../kubernetes/ports.ts';
import type { Admitted, ExposureOptions } from '../kubernetes/service-exposure.ts';
import type { Desired } from '../kubernetes/wire.ts';
import { ownLabels } from './exposure.ts';
import type { ServiceState } from './observed.ts';
import type { Requested, RequestedPort } from './requested.ts';
import { renderRuleset } from './ruleset.ts';

/** What the pods of a Service are rendered from. */
export interface ProxyPlan {
  readonly state: ServiceState;
  /** What the Service requests, with the admitted ports only. */
  readonly requested: Requested;
  readonly options: ExposureOptions;
  readonly admitted: Admitted;
}

/** Labels of the workload and its pods. */
export function workloadLabels({ state }: ProxyPlan): Record<string, string> {
  return { 'app.kubernetes.io/component': 'proxy', ...ownLabels(state) };
}

type Env = NonNullable<Desired<V1Container>['env']>;

function envOf({ requested, admitted }: ProxyPlan): Env {
  const check = admitted.ipMode === 'Auto' ? [{ name: CHECK_IPVS, value: '1' }] : [];
  const ruleset = { name: 'RULESET', value: renderRuleset(requested) };
  const hosts = { name: 'HOST_IPS', valueFrom: { fieldRef: { fieldPath: 'status.hostIPs' } } };
  return [...check, ...(ruleset.value.includes('$HOST') ? [hosts] : []), ruleset];
}

function containerPort({ port, protocol }: RequestedPort, hostIP: string | undefined) {
  return {
    containerPort: port,
    hostPort: port,
    ...(hostIP === undefined ? {} : { hostIP }),
    name: `${protocol.toLowerCase()}-${port}`,
    protocol,
  };
}

function resources({ proxyResources }: CoreConfig): Pick<Desired<V1Container>, 'resources'> {
  return Object.keys(proxyResources).length > 0 ? { resources: proxyResources } : {};
}

// Metacontroller merges a container's ports by their number alone: TCP and UDP on one number need two containers.
function container(protocol: Protocol, plan: ProxyPlan, config: CoreConfig, env: Env): Desired<V1Container> {
  const ports = plan.requested.ports.filter((port) => port.protocol === protocol);
  return {
    name: protocol.toLowerCase(),
    image: config.proxyImage,
    imagePullPolicy: 'IfNotPresent',
    env,
    ports: ports.map((port) => containerPort(port, plan.options.hostIP)),
    ...resources(config),
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { add: ['NET_ADMIN'], drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    },
    // A startup probe ends when the ruleset is loaded. A periodic probe would start processes in every proxy all the time.
    startupProbe: {
      exec: { command: ['nft', 'list', 'table', 'inet', 'akrobateo'] },
      failureThreshold: 30,
      periodSeconds: 1,
    },
  };
}

// A pod inherits IPv4 forwarding from its host, but not IPv6 forwarding, and cannot switch it on without privileges.
function initContainers(
  { requested }: ProxyPlan,
  config: CoreConfig,
): { initContainers?: Desired<V1Container>[] } {
  if (requested.clusterIPs.IPv6 === undefined) return {};
  return {
    initContainers: [
      {
        name: 'forward-ipv6',
        image: config.proxyImage,
        imagePullPolicy: 'IfNotPresent',
        args: ['forward-ipv6'],
        ...resources(config),
        securityContext: { privileged: true, readOnlyRootFilesystem: true },
      },
    ],
  };
}

function affinity({ admitted }: ProxyPlan): { affinity?: Desired<V1Affinity> } {
  const { nodeSelector = [] } = admitted;
  if (nodeSelector.length === 0) return {};
  const matchExpressions = nodeSelector.map(({ key, operator, values }) => ({
    key,
    operator,
    ...(values === undefined ? {} : { values }),
  }));
  const nodeSelectorTerms = [{ matchExpressions }];
  return {
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
  };
}

function tolerations({ admitted }: ProxyPlan, config: CoreConfig): { tolerations?: readonly Toleration[] } {
  const all = [...config.tolerations, ...(admitted.tolerations ?? [])].map(readToleration);
  const unique = new Map(all.map((toleration) => [JSON.stringify(toleration), toleration]));
  const sorted = [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, toleration]) => toleration);
  return sorted.length > 0 ? { tolerations: sorted } : {};
}

function annotations({ admitted }: ProxyPlan): { annotations?: Record<string, string> } {
  const { workload, placementRevision } = admitted;
  if (workload !== 'Deployment' || placementRevision === undefined) return {};
  return { annotations: { [PLACEMENT_REVISION_ANNOTATION]: String(placementRevision) } };
}

/**
 * The pods that bind the ports. No field may be one that the API server drops or rewrites (empty maps and lists,
 * quantities in another spelling), because each sync would then be a write.
 */
export function podTemplate(plan: ProxyPlan, config: CoreConfig): Desired<V1PodTemplateSpec> {
  const { ports } = plan.requested;
  const env = envOf(plan);
  const protocols = PROTOCOLS.filter((protocol) => ports.some((port) => port.protocol === protocol));
  return {
    metadata: { labels: workloadLabels(plan), ...annotations(plan) },
    spec: {
      ...affinity(plan),
      automountServiceAccountToken: false,
      containers: protocols.map((protocol) => container(protocol, plan, config, env)),
      enableServiceLinks: false,
      ...initContainers(plan, config),
      nodeSelector: { 'kubernetes.io/os': 'linux' },
      ...(config.priorityClass === '' ? {} : { priorityClassName: config.priorityClass }),
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      terminationGracePeriodSeconds: 5,
      ...tolerations(plan, config),
    },
  };
}
