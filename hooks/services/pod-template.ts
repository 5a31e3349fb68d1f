import type { V1Affinity, V1Container, V1PodTemplateSpec } from '@kubernetes/client-node';
import type { CoreConfig } from '../config.ts';
import type { Toleration } from '../kubernetes/tolerations.ts';
import type { Wire } from '../kubernetes/wire.ts';
import { PROTOCOLS } from './exposure.ts';
import type { ExposedPort, Exposure, Protocol } from './exposure.ts';
import { SERVICE_LABEL, SERVICE_UID_LABEL } from '../kubernetes/keys.ts';
import { renderRuleset } from './ruleset.ts';

/** Labels of the workload and its pods. */
export function workloadLabels({ service }: Exposure): Record<string, string> {
  return {
    'app.kubernetes.io/component': 'proxy',
    'app.kubernetes.io/managed-by': 'metacontroller',
    'app.kubernetes.io/name': 'akrobateo',
    [SERVICE_LABEL]: service.name,
    [SERVICE_UID_LABEL]: service.uid,
  };
}

function env(exposure: Exposure): NonNullable<Wire<V1Container>['env']> {
  const ruleset = { name: 'RULESET', value: renderRuleset(exposure) };
  const hosts = { name: 'HOST_IPS', valueFrom: { fieldRef: { fieldPath: 'status.hostIPs' } } };
  return ruleset.value.includes('$HOST') ? [hosts, ruleset] : [ruleset];
}

function containerPort({ port, protocol }: ExposedPort, hostIP: string | undefined) {
  return {
    containerPort: port,
    hostPort: port,
    ...(hostIP === undefined ? {} : { hostIP }),
    name: `${protocol.toLowerCase()}-${port}`,
    protocol,
  };
}

function resources({ proxyResources }: CoreConfig): Pick<Wire<V1Container>, 'resources'> {
  return Object.keys(proxyResources).length > 0 ? { resources: proxyResources } : {};
}

// Metacontroller merges a container's ports by their number alone: TCP and UDP on one number need two containers.
function container(protocol: Protocol, exposure: Exposure, config: CoreConfig): Wire<V1Container> {
  const ports = exposure.ports.filter((port) => port.protocol === protocol);
  return {
    name: protocol.toLowerCase(),
    image: config.proxyImage,
    imagePullPolicy: 'IfNotPresent',
    env: env(exposure),
    ports: ports.map((port) => containerPort(port, exposure.options.hostIP)),
    ...resources(config),
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { add: ['NET_ADMIN'], drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    },
    // Asks once, until the ruleset is there: a periodic probe would run a process in every proxy for ever.
    startupProbe: {
      exec: { command: ['nft', 'list', 'table', 'inet', 'akrobateo'] },
      failureThreshold: 30,
      periodSeconds: 1,
    },
  };
}

// A pod inherits IPv4 forwarding from its host, but not IPv6 forwarding, and may not switch it on without privileges.
function initContainers(
  { clusterIPs }: Exposure,
  config: CoreConfig,
): { initContainers?: Wire<V1Container>[] } {
  if (clusterIPs.IPv6 === undefined) return {};
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

function affinity({ options }: Exposure): { affinity?: Wire<V1Affinity> } {
  if (options.nodeSelector.length === 0) return {};
  const matchExpressions = options.nodeSelector.map(({ key, operator, values }) => ({
    key,
    operator,
    ...(values === undefined ? {} : { values }),
  }));
  const nodeSelectorTerms = [{ matchExpressions }];
  return {
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
  };
}

function tolerations(exposure: Exposure, config: CoreConfig): { tolerations?: readonly Toleration[] } {
  const all = [...config.tolerations, ...exposure.options.tolerations];
  const unique = new Map(all.map((toleration) => [JSON.stringify(toleration), toleration]));
  const sorted = [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, toleration]) => toleration);
  return sorted.length > 0 ? { tolerations: sorted } : {};
}

/**
 * The pods that bind the ports. Not a field may be one that the API server drops or rewrites (empty maps and lists,
 * quantities it spells otherwise): each sync would then be a write.
 */
export function podTemplate(exposure: Exposure, config: CoreConfig): Wire<V1PodTemplateSpec> {
  const protocols = PROTOCOLS.filter((protocol) => exposure.ports.some((port) => port.protocol === protocol));
  return {
    metadata: { labels: workloadLabels(exposure) },
    spec: {
      ...affinity(exposure),
      automountServiceAccountToken: false,
      containers: protocols.map((protocol) => container(protocol, exposure, config)),
      enableServiceLinks: false,
      ...initContainers(exposure, config),
      nodeSelector: { 'kubernetes.io/os': 'linux' },
      ...(config.priorityClass === '' ? {} : { priorityClassName: config.priorityClass }),
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      terminationGracePeriodSeconds: 5,
      ...tolerations(exposure, config),
    },
  };
}
