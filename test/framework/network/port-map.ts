import type { Addresses } from './link.ts';
import type { Namespace } from './namespace.ts';
import type { ServicePort } from './service.ts';
import { DIALECTS, matchPort, replaceTable } from './translation.ts';

/** Which pod has which of the node's ports. */
export interface HostPorts {
  readonly ports: readonly ServicePort[];
  readonly pod: Addresses;
  /** The only addresses of the node that they are mapped at; else all of them. */
  readonly at?: Addresses;
}

function podRules({ ports, pod }: HostPorts): string[] {
  return DIALECTS.flatMap(({ family, match }) =>
    ports.map((port) => `${matchPort(family, port, port.port)} dnat ${match} to ${pod[family]}`),
  );
}

function jumps({ at }: HostPorts, index: number): string[] {
  if (at === undefined) return [`fib daddr type local jump pod${index}`];
  return DIALECTS.map(({ family, match }) => `${match} daddr ${at[family]} jump pod${index}`);
}

/** As the CNI plugin portmap does: the node's ports lead to the pods, a chain for each; the source address stays. */
export function mapHostPorts(node: Namespace, ...mappings: readonly HostPorts[]): void {
  replaceTable(node, 'port_map', mappings.flatMap(jumps), mappings.map(podRules));
}
