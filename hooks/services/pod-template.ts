import type { V1Affinity, V1Container, V1PodTemplateSpec } from '@kubernetes/client-node';
import type { CoreConfig } from '../config.ts';
import { PLACEMENT_REVISION_ANNOTATION } from '../kubernetes/keys.ts';
import { CHECK_IPVS } from '../kubernetes/ipvs.ts';
import { LINGER_SECONDS } from '../kubernetes/linger.ts';
import { readToleration } from '../kubernetes/tolerations.ts';
import type { Toleration } from '../kubernetes/tolerations.ts';
import { PROTOCOLS } from '../kubernetes/ports.ts';
import type { Protocol } from '../kubernetes/ports.ts';
import type { Admitted, ExposureOptions } from '../kubernetes/service-exposure.ts';
import type { Desired } from '../kubernetes/wire.ts';
import { ownLabels } from './exposure.ts';
import type { ServiceState } from './observed.ts';
import type { Requested } from './requested.ts';
import { renderRuleset } from './ruleset.ts';
import type { RequestedPort } from './ruleset.ts';

/** What the pods of a Service are rendered from. */
export interface ProxyPlan {
  readonly state: ServiceState;
  readonly requested: Requested;
  readonly options: ExposureOptions;
  readonly admitted: Admitted;
}

/** Labels of the workload and its pods. */
export function workloadLabels({ state }: ProxyPlan): Record<string, string> {
  return { 'app.kubernetes.io/component': 'proxy', ...ownLabels(state) };
}

function envOf({ requested, admitted }: ProxyPlan): NonNullable<Desired<V1Container>['env']> {
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

/** A field of an object, left out if its map or list is empty. */
function filled<Key extends string, T extends object>(
  key: Key,
  value: T,
): Readonly<Partial<Record<Key, T>>> | object {
  return Object.keys(value).length > 0 ? { [key]: value } : {};
}

/** A container of the proxy image. The argument is what `deploy/proxy/proxy.sh` has to do. */
function container(name: string, task: string, config: CoreConfig) {
  return {
    name,
    image: config.proxyImage,
    imagePullPolicy: 'IfNotPresent',
    args: [task],
    ...filled('resources', config.proxyResources),
  };
}

const UNPRIVILEGED = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true };

// The proxies of a DaemonSet are not evicted, and their replacements wait for their ports.
function lingering({ admitted }: ProxyPlan): Pick<Desired<V1Container>, 'lifecycle'> {
  if (admitted.workload !== 'Deployment') return {};
  return { lifecycle: { preStop: { sleep: { seconds: LINGER_SECONDS } } } };
}

// Metacontroller merges a container's ports by their number alone: TCP and UDP on one number need two containers. They hold
// the ports and do nothing else, so there is nothing to probe.
function holder(protocol: Protocol, plan: ProxyPlan, config: CoreConfig): Desired<V1Container> {
  const ports = plan.requested.ports.filter((port) => port.protocol === protocol);
  return {
    ...container(protocol.toLowerCase(), 'hold', config),
    ...lingering(plan),
    ports: ports.map((port) => containerPort(port, plan.options.hostIP)),
    securityContext: { ...UNPRIVILEGED, capabilities: { drop: ['ALL'] } },
  };
}

// A pod inherits IPv4 forwarding from its host, but not IPv6 forwarding, and cannot switch it on without privileges.
function forwardIPv6({ requested }: ProxyPlan, config: CoreConfig): Desired<V1Container>[] {
  if (requested.clusterIPs.IPv6 === undefined) return [];
  const securityContext = { privileged: true, readOnlyRootFilesystem: true };
  return [{ ...container('forward-ipv6', 'forward-ipv6', config), securityContext }];
}

/**
 * Loads the ruleset into the network namespace of the pod, which outlives its containers. The kubelet runs init containers
 * again when it makes a new sandbox, and so a new namespace: kubernetes.io/docs/concepts/workloads/pods/init-containers.
 */
function loader(plan: ProxyPlan, config: CoreConfig): Desired<V1Container> {
  return {
    ...container('ruleset', 'load', config),
    env: envOf(plan),
    securityContext: { ...UNPRIVILEGED, capabilities: { add: ['NET_ADMIN'], drop: ['ALL'] } },
  };
}

function affinity({ admitted }: ProxyPlan): { affinity?: Desired<V1Affinity> } {
  const { nodeSelector = [] } = admitted;
  if (nodeSelector.length === 0) return {};
  const nodeSelectorTerms = [{ matchExpressions: nodeSelector }];
  return {
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
  };
}

function tolerations({ admitted }: ProxyPlan, config: CoreConfig): Toleration[] {
  const all = [...config.tolerations, ...(admitted.tolerations ?? [])].map(readToleration);
  const unique = new Map(all.map((toleration) => [JSON.stringify(toleration), toleration]));
  return [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, toleration]) => toleration);
}

function ownAnnotations({ admitted }: ProxyPlan): Record<string, string> {
  const { workload, placementRevision } = admitted;
  if (workload !== 'Deployment' || placementRevision === undefined) return {};
  return { [PLACEMENT_REVISION_ANNOTATION]: String(placementRevision) };
}

/**
 * The pods that bind the ports. No field may be one that the API server drops or rewrites (empty maps and lists,
 * quantities in another spelling), because each sync would then be a write.
 */
export function podTemplate(plan: ProxyPlan, config: CoreConfig): Desired<V1PodTemplateSpec> {
  const { ports } = plan.requested;
  const protocols = PROTOCOLS.filter((protocol) => ports.some((port) => port.protocol === protocol));
  return {
    metadata: {
      ...filled('annotations', { ...config.proxyAnnotations, ...ownAnnotations(plan) }),
      labels: { ...config.proxyLabels, ...workloadLabels(plan) },
    },
    spec: {
      ...affinity(plan),
      automountServiceAccountToken: false,
      containers: protocols.map((protocol) => holder(protocol, plan, config)),
      enableServiceLinks: false,
      ...filled('imagePullSecrets', config.imagePullSecrets),
      initContainers: [...forwardIPv6(plan, config), loader(plan, config)],
      nodeSelector: { 'kubernetes.io/os': 'linux' },
      ...(config.priorityClass === '' ? {} : { priorityClassName: config.priorityClass }),
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      // LINGER_SECONDS are a part of it.
      terminationGracePeriodSeconds: 5,
      ...filled('tolerations', tolerations(plan, config)),
    },
  };
}
