import { parseHostAddress, sortedHosts } from '../kubernetes/ip-address.ts';
import { PREFIX } from '../kubernetes/keys.ts';
import { problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { ExposureOptions, ExposureStatus } from '../kubernetes/service-exposure.ts';
import type { Service } from './observed.ts';
import type { Requested } from './requested.ts';

/** The addresses in the status of a Service, in its order, whoever wrote them. */
export function publishedAddresses({ status }: Service): string[] {
  const entries = status?.loadBalancer?.ingress ?? [];
  return entries.map(({ ip, hostname }) => ip ?? hostname ?? '').filter((address) => address !== '');
}

/**
 * The addresses to publish while these nodes serve.
 * 1. No node: none.
 * 2. Those of an annotation, in its order.
 * 3. Those of the nodes. A published address keeps its place, because clients and tests use the first one. New ones follow
 *    in order of family and number.
 */
export function planAddresses(
  service: Service,
  { families }: Requested,
  { addresses, hostIP }: ExposureOptions,
  { nodes }: Pick<ExposureStatus, 'nodes'>,
): readonly string[] {
  if (nodes.length === 0) return [];
  if (addresses !== undefined) return addresses;
  if (hostIP !== undefined) return [hostIP];
  const desired = new Set(nodes.flatMap((node) => node.addresses));
  const published = publishedAddresses(service).filter((address) => desired.has(address));
  const isPublished = new Set(published);
  const fresh = [...desired].filter((address) => !isPublished.has(address));
  return [...isPublished, ...sortedHosts(fresh, families)];
}

/** More than any IP address has. The API server does not check the field. */
const MAX_TEXT = 64;

/** One spelling for each address. */
function canonical(text: string): string {
  const parsed = parseHostAddress(text);
  return 'value' in parsed ? parsed.value : text;
}

/**
 * Says that spec.loadBalancerIP (deprecated since Kubernetes 1.24) has no effect. It is a notice: what is exposed does not
 * depend on it. Without published addresses it is not known yet whether the address is one of them.
 */
export function ignoredIPProblems({ spec }: Service, published: readonly string[]): Problem[] {
  const requested = spec?.loadBalancerIP ?? '';
  if (requested === '' || published.length === 0) return [];
  if (published.some((address) => canonical(address) === canonical(requested))) return [];
  const what = `spec.loadBalancerIP ${requested.slice(0, MAX_TEXT)} is ignored`;
  const how = `use the annotation ${PREFIX}addresses or ${PREFIX}host-ip, or a LoadBalancerPool with the node of this address`;
  return [problem('LoadBalancerIPIgnored', `${what}; ${how}, and remove the field`)];
}
