import type { V1Condition, V1Service } from '@kubernetes/client-node';

/** Of all our annotations, labels and conditions. */
export const prefix = 'akrobateo.kontena.io/';

/** The published addresses, in order. */
export function addressesOf(service: V1Service): string[] {
  return (service.status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '?');
}

/** What is published, as plain data without the classes of the client. */
export function ingressOf(service: V1Service): Record<string, unknown>[] {
  return JSON.parse(JSON.stringify(service.status?.loadBalancer?.ingress ?? [])) as Record<string, unknown>[];
}

/** Our condition. */
export function exposedOf(service: V1Service): V1Condition | undefined {
  return service.status?.conditions?.find(({ type }) => type === `${prefix}Exposed`);
}

/** One of our annotations, by its key without the prefix. */
export function annotationOf(service: V1Service, key: string): string | undefined {
  return service.metadata?.annotations?.[prefix + key];
}

/** `80`, `'80/UDP'` or `'53/TCP'` as a port of a Service's spec. */
export function servicePort(port: number | string): { name: string; port: number; protocol: string } {
  const [number = '', protocol = 'TCP'] = String(port).split('/');
  return { name: `${protocol.toLowerCase()}-${number}`, port: Number(number), protocol };
}
