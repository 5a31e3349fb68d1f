import type { PoolSpec } from '../../hooks/kubernetes/load-balancer-pool.ts';
import { readPort } from '../../hooks/kubernetes/ports.ts';
import { PREFIX } from '../../hooks/kubernetes/keys.ts';
import type { NewObject } from './engine/kube-object.ts';

export const NAMESPACE = 'shop';

/** `80` is TCP; `53/UDP` is not. */
export type PortText = number | string;

export interface ServiceFields {
  readonly name?: string;
  readonly ports?: readonly PortText[];
  /** Our annotations, without the prefix. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Other fields of the spec. */
  readonly spec?: object;
}

export function servicePorts(ports: readonly PortText[]): object[] {
  return ports.map((text) => {
    const { port, protocol } = readPort(typeof text === 'number' ? `${text}/TCP` : text);
    return {
      name: `${protocol.toLowerCase()}-${port}`,
      port,
      protocol,
      targetPort: 8080,
      nodePort: 30_000 + (port % 2768),
    };
  });
}

/** Keys of our annotations. */
export function prefixed<T>(annotations: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(annotations).map(([name, text]) => [`${PREFIX}${name}`, text]));
}

/** Our annotations of an object, without the prefix. */
export function annotationsOf({ metadata }: NewObject): Record<string, string | undefined> {
  const entries = Object.entries(metadata.annotations ?? {});
  return Object.fromEntries(entries.map(([key, text]) => [key.replace(PREFIX, ''), text]));
}

export function service({ name = 'web', ports = [80], annotations, spec }: ServiceFields = {}): NewObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: NAMESPACE, ...(annotations ? { annotations: prefixed(annotations) } : {}) },
    spec: {
      type: 'LoadBalancer',
      clusterIP: '10.96.0.10',
      clusterIPs: ['10.96.0.10'],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      externalTrafficPolicy: 'Cluster',
      internalTrafficPolicy: 'Cluster',
      allocateLoadBalancerNodePorts: true,
      selector: { app: name },
      ports: servicePorts(ports),
      ...spec,
    },
    status: { loadBalancer: {} },
  };
}

export const DUAL_STACK = {
  clusterIPs: ['10.96.0.10', 'fd00:96::a'],
  ipFamilies: ['IPv4', 'IPv6'],
  ipFamilyPolicy: 'RequireDualStack',
};

export interface NodeFields {
  /** InternalIP, of both families. */
  readonly ips?: readonly string[];
  readonly external?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A node `n3` has the address 10.0.0.3, if none is given. */
export function node(name: string, fields: NodeFields = {}): NewObject {
  const { ips = [`10.0.0.${name.slice(1)}`], external, labels } = fields;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/os': 'linux', ...labels } },
    spec: {},
    status: {
      addresses: [
        ...ips.map((address) => ({ type: 'InternalIP', address })),
        ...(external === undefined ? [] : [{ type: 'ExternalIP', address: external }]),
        { type: 'Hostname', address: name },
      ],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  };
}

export function nodes(...names: readonly string[]): NewObject[] {
  return names.map((name) => node(name));
}

export const NODES = nodes('n1', 'n2');
/** Two nodes and the Service `web`. */
export const WEB = [...NODES, service()];
/** Only the first of them has the label of the pool `edge`. */
export const EDGE_NODES = [node('n1', { labels: { role: 'edge' } }), node('n2')];
export const EDGE: PoolSpec = { nodeSelector: { matchLabels: { role: 'edge' } } };
export const IN_EDGE = [...EDGE_NODES, pool('edge', EDGE), service({ annotations: { pool: 'edge' } })];
export const IN_DEFAULT = [...EDGE_NODES, pool(), service()];
export const WITHOUT_PROXIES = service({ annotations: { workload: 'None' } });
/** Requires the namespace to have a label. */
export const FORBIDS: PoolSpec = { namespaceSelector: { matchLabels: { team: 'web' } } };

export function namespace(labels: Readonly<Record<string, string>> = {}): NewObject {
  const name = NAMESPACE;
  const all = { 'kubernetes.io/metadata.name': name, ...labels };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: all }, spec: {}, status: {} };
}

/** A pool with the defaults of its CustomResourceDefinition. */
export function pool(name = 'default', spec: PoolSpec = {}): NewObject {
  const defaults = { nodeSelector: {}, workload: 'DaemonSet', addressTypes: ['ExternalIP', 'InternalIP'] };
  return {
    apiVersion: 'akrobateo.kontena.io/v1alpha1',
    kind: 'LoadBalancerPool',
    metadata: { name },
    spec: { ...defaults, ...spec },
  };
}

/** Ready endpoints of the Service `web` on these nodes. */
export function endpoints(...names: readonly string[]): NewObject {
  const conditions = { ready: true, serving: true, terminating: false };
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'web-1', namespace: NAMESPACE, labels: { 'kubernetes.io/service-name': 'web' } },
    endpoints: names.map((nodeName) => ({ nodeName, addresses: ['10.1.0.1'], conditions })),
  } as NewObject;
}

/** A pod of another owner that uses a port of a node. */
export function foreignPod(nodeName: string, hostPort = 80): NewObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `other-${nodeName}-${hostPort}`, namespace: NAMESPACE },
    spec: { nodeName, containers: [{ name: 'other', ports: [{ hostPort, protocol: 'TCP' }] }] },
    status: { phase: 'Running' },
  };
}
