/** Protocols of a Service's port, in the order in which ports are listed. */
export const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** A port of a node or a Service. */
export interface Port {
  readonly port: number;
  readonly protocol: Protocol;
}

/** `80/TCP` */
export function portText({ port, protocol }: Port): string {
  return `${port}/${protocol}`;
}

/** Reads `80/TCP`, which a schema has checked. */
export function readPort(text: string): Port {
  const [port, protocol] = text.split('/');
  return { port: Number(port), protocol: PROTOCOLS.find((known) => known === protocol) ?? 'TCP' };
}

/** Orders by protocol, then by number. */
export function comparePorts(a: Port, b: Port): number {
  return PROTOCOLS.indexOf(a.protocol) - PROTOCOLS.indexOf(b.protocol) || a.port - b.port;
}
