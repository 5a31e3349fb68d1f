import { createHash } from 'node:crypto';
import type { IPFamily } from '../../kubernetes/ip-address.ts';
import type { Service } from '../../services/observed.ts';

/** Addresses for documentation, RFC 5737 and RFC 3849: nobody takes them for real ones. */
export const CLUSTER_IPS: Readonly<Record<IPFamily, string>> = { IPv4: '192.0.2.1', IPv6: '2001:db8::1' };

/** When whatever has no time of its own was made. */
export const LONG_AGO = '2000-01-01T00:00:00Z';

/** Where Kubernetes' own node ports begin. */
export const FIRST_NODE_PORT = 30_000;

/** A uid that shows that it is none, yet differs from Service to Service, for pods are found by it. */
export function uidFor(key: string): string {
  const digits = createHash('sha256').update(key).digest('hex').slice(0, 12);
  return `00000000-0000-0000-0000-${digits}`;
}

type Spec = NonNullable<Service['spec']>;

function familiesFor({ ipFamilies, ipFamilyPolicy = 'SingleStack' }: Spec): readonly string[] {
  if (ipFamilies != null && ipFamilies.length > 0) return ipFamilies;
  return ipFamilyPolicy === 'SingleStack' ? ['IPv4'] : ['IPv4', 'IPv6'];
}

/** The cluster IPs that the API server would choose, unless the Service has some, or asks for none. */
export function withClusterIPs(spec: Spec): Spec {
  if (spec.clusterIP || (spec.clusterIPs ?? []).length > 0) return spec;
  const ipFamilies = familiesFor(spec);
  const clusterIPs = ipFamilies.map((family) => CLUSTER_IPS[family as IPFamily]);
  return { ...spec, clusterIP: clusterIPs[0] ?? '', clusterIPs, ipFamilies: [...ipFamilies] };
}

/** The ports with their protocols and node ports. */
export function withPorts(spec: Spec): Spec {
  if (spec.ports == null) return spec;
  const wantsNodePorts = spec.allocateLoadBalancerNodePorts !== false;
  const ports = spec.ports.map((port, index) => ({
    ...port,
    protocol: port.protocol ?? 'TCP',
    ...(wantsNodePorts ? { nodePort: port.nodePort ?? FIRST_NODE_PORT + index } : {}),
  }));
  return { ...spec, ports };
}
