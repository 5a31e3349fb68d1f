import type { V1Container, V1PodSpec } from '@kubernetes/client-node';
import { readConfig } from '../../../hooks/config.ts';
import type { IPFamily } from '../../../hooks/kubernetes/ip-address.ts';
import { hooksByPath } from '../../../hooks/routes.ts';
import type { Protocol } from '../../../hooks/kubernetes/ports.ts';
import { pairs } from '../../golden.ts';
import { CLUSTER_IP } from './network.ts';

/** A port of a Service, and what kube-proxy opens for it on every node. */
export interface ServicePort {
  readonly port: number;
  readonly protocol: Protocol;
  readonly nodePort?: number;
}

/** What a test wants to be different about its Service. */
export interface ServiceSpec {
  readonly ports: readonly ServicePort[];
  readonly families?: readonly IPFamily[];
  readonly clusterIPs?: readonly string[];
  readonly externalTrafficPolicy?: 'Cluster' | 'Local';
  readonly loadBalancerSourceRanges?: readonly string[];
}

interface Request {
  readonly object: { readonly spec: object };
}
/** The workloads in an answer of the hook. */
export interface Answer {
  readonly attachments: { readonly spec: { readonly template: { readonly spec: V1PodSpec } } }[];
}

/** `80`, `'53/UDP'`: a port of a Service, with some node port. */
export function servicePort(text: number | string): ServicePort {
  const [number = '', protocol = 'TCP'] = String(text).split('/');
  const port = Number(number);
  return { port, protocol: protocol as Protocol, nodePort: 30_000 + (port % 2768) };
}

const SYNC = '/services/sync';
const route = hooksByPath(readConfig({}), () => Date.parse('2026-11-23T09:00:10Z'))[SYNC];
const { object, ...rest } = pairs().find(({ name }) => name === 'services/sync/daemonset-new')
  ?.request as Request;

/** The pods that the hook answers with when it is asked about such a Service; undefined if it wants none. */
export function podOf({ families = ['IPv4'], ...spec }: ServiceSpec): V1PodSpec | undefined {
  const clusterIPs = families.map((family) => CLUSTER_IP[family]);
  const service = { ...object, spec: { ...object.spec, ipFamilies: families, clusterIPs, ...spec } };
  const answer = route?.({ ...rest, object: service });
  return (answer as Answer).attachments[0]?.spec.template.spec;
}

/** The ruleset that a container loads. */
export function rulesetOf({ env = [] }: V1Container): string {
  return env.find(({ name }) => name === 'RULESET')?.value ?? '';
}
