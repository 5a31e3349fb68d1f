import { sortedHosts } from '../kubernetes/ip-address.ts';
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
