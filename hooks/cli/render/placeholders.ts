import { createHash } from 'node:crypto';
import type { IPFamily } from '../../kubernetes/ip-address.ts';
import type { Service } from '../../services/observed.ts';
import { keyOf } from '../world/world.ts';

/** Addresses for documentation, RFC 5737 and RFC 3849, so that no reader takes them for real ones. */
const CLUSTER_IPS: Readonly<Record<IPFamily, string>> = { IPv4: '192.0.2.1', IPv6: '2001:db8::1' };

/** Where Kubernetes' own node ports begin. */
const FIRST_NODE_PORT = 30_000;

/** A uid that is visibly not a real one and differs from object to object. */
export function uidFor(key: string): string {
  const digits = createHash('sha256').update(key).digest('hex').slice(0, 12);
  return `00000000-0000-0000-0000-${digits}`;
}

type Spec = NonNullable<Service['spec']>;

function isList(value: unknown): boolean {
  return Array.isArray(value);
}

function familiesFor({ ipFamilies, ipFamilyPolicy }: Spec): readonly string[] {
  if (ipFamilies != null) return isList(ipFamilies) ? ipFamilies : [];
  return (ipFamilyPolicy ?? 'SingleStack') === 'SingleStack' ? ['IPv4'] : ['IPv4', 'IPv6'];
}

function specFor(spec: Spec): Spec {
  const families = familiesFor(spec);
  const clusterIPs = families.map((family) => CLUSTER_IPS[family as IPFamily]);
  // The schema of the hook reports a list that is not one.
  const ports = isList(spec.ports) ? (spec.ports ?? []) : [];
  const numbered = ports.map((port, index) => ({ nodePort: FIRST_NODE_PORT + index, ...port }));
  const hasNodePorts = ports.length > 0 && spec.allocateLoadBalancerNodePorts !== false;
  return {
    ...spec,
    clusterIP: clusterIPs[0] ?? '',
    clusterIPs,
    ipFamilies: spec.ipFamilies ?? [...families],
    ...(hasNodePorts ? { ports: numbered } : {}),
  };
}

/** A Service with placeholders for what the API server chooses; the same Service, if it comes from a cluster. */
export function withPlaceholders(given: Service): Service {
  const uid = (given.metadata.uid as string | undefined) ?? uidFor(keyOf(given));
  const service = { ...given, metadata: { ...given.metadata, uid } };
  const isNew = given.spec?.type === 'LoadBalancer' && !given.spec.clusterIP;
  return isNew ? { ...service, spec: specFor(given.spec) } : service;
}
