import { createHash } from 'node:crypto';
import type { Service } from '../services/observed.ts';
import { keyOf } from './world.ts';

/** Addresses for documentation, RFC 5737 and RFC 3849, so that no reader takes them for real ones. */
const CLUSTER_IPS: Readonly<Record<string, string>> = { IPv4: '192.0.2.1', IPv6: '2001:db8::1' };

/** Where Kubernetes' own node ports begin. */
const FIRST_NODE_PORT = 30_000;

type Spec = NonNullable<Service['spec']>;

// A list that is not one is reported by the schema of the hook.
function listOf<T>(value: readonly T[] | null | undefined): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [];
}

function specFor(spec: Spec): Spec {
  const isSingle = (spec.ipFamilyPolicy ?? 'SingleStack') === 'SingleStack';
  const ipFamilies = spec.ipFamilies ?? (isSingle ? ['IPv4'] : ['IPv4', 'IPv6']);
  const clusterIPs = listOf(ipFamilies).flatMap((family) => CLUSTER_IPS[family] ?? []);
  const ports = listOf(spec.ports).map((port, index) => ({ nodePort: FIRST_NODE_PORT + index, ...port }));
  const hasNodePorts = ports.length > 0 && spec.allocateLoadBalancerNodePorts !== false;
  const [clusterIP = ''] = clusterIPs;
  return { ...spec, clusterIP, clusterIPs, ipFamilies, ...(hasNodePorts ? { ports } : {}) };
}

/** Whether the API server has not chosen anything for a Service yet. */
export function isNew({ spec }: Service): boolean {
  return spec?.type === 'LoadBalancer' && !spec.clusterIP;
}

/** A Service with placeholders for what the API server chooses; the same Service, if it comes from a cluster. */
export function withPlaceholders(given: Service): Service {
  const digits = createHash('sha256').update(keyOf(given)).digest('hex').slice(0, 12);
  const uid = (given.metadata.uid as string | undefined) ?? `00000000-0000-0000-0000-${digits}`;
  const spec = isNew(given) && given.spec ? specFor(given.spec) : given.spec;
  return { ...given, metadata: { ...given.metadata, uid }, ...(spec === undefined ? {} : { spec }) };
}
