import assert from 'node:assert/strict';
import type { V1Container, V1PodSpec } from '@kubernetes/client-node';
import type { IPFamily } from '../../../hooks/kubernetes/ip-address.ts';
import type { Protocol } from '../../../hooks/kubernetes/ports.ts';
import { Chain } from '../../chain/chain.ts';
import type { DaemonSet } from '../../chain/cluster/objects.ts';
import { namespace, node, service } from '../../chain/objects.ts';
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
  readonly internalTrafficPolicy?: 'Cluster' | 'Local';
  readonly loadBalancerSourceRanges?: readonly string[];
}

/** `80`, `'53/UDP'`: a port of a Service, with some node port. */
export function servicePort(text: number | string): ServicePort {
  const [number = '', protocol = 'TCP'] = String(text).split('/');
  const port = Number(number);
  return { port, protocol: protocol as Protocol, nodePort: 30_000 + (port % 2768) };
}

/** The pods that the hooks answer with for such a Service on one node; undefined if they answer with none. */
export function podOf({ families = ['IPv4'], ...spec }: ServiceSpec): V1PodSpec | undefined {
  const clusterIPs = families.map((family) => CLUSTER_IP[family]);
  const requested = { ipFamilies: families, clusterIPs, ...spec };
  const chain = new Chain([namespace(), node('n1'), service({ spec: requested })], 'in turn');
  chain.settle();
  const daemonSet = chain.api.all().find(({ kind }) => kind === 'DaemonSet') as DaemonSet | undefined;
  return daemonSet?.spec.template.spec as V1PodSpec | undefined;
}

/** The ruleset that a pod loads, which is in it once. */
export function rulesetOf({ initContainers = [], containers }: V1PodSpec): string {
  const variables = [...initContainers, ...containers].flatMap(({ env }: V1Container) => env ?? []);
  const [ruleset, ...more] = variables.filter(({ name }) => name === 'RULESET');
  assert.deepEqual(more, [], 'the pod has several rulesets');
  return ruleset?.value ?? '';
}
