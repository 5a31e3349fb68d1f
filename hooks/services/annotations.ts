import { parseBoolean, parseChoice, parseInteger } from '../kubernetes/choice.ts';
import { parseHostAddress, parseHosts } from '../kubernetes/ip-address.ts';
import { parseLabelSelector } from '../kubernetes/label-selector.ts';
import { listItems, parseEach } from '../kubernetes/parsed.ts';
import type { Parsed } from '../kubernetes/parsed.ts';
import { parseTolerations } from '../kubernetes/tolerations.ts';
import { ADDRESS_TYPES, WORKLOADS } from '../kubernetes/load-balancer-pool.ts';
import type { AddressType } from '../kubernetes/load-balancer-pool.ts';

function parseAddressTypes(text: string): Parsed<AddressType[]> {
  const types = parseEach(listItems(text), parseChoice(ADDRESS_TYPES));
  if ('fault' in types) return { fault: `has a type that ${types.fault}` };
  return types.value.length > 0 ? types : { fault: `is empty: name one of ${ADDRESS_TYPES.join(', ')}` };
}

function parsePoolName(text: string): Parsed<string> {
  const right = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(text);
  return right ? { value: text } : { fault: 'is no name of a LoadBalancerPool' };
}

/** What a user may write on a Service below our prefix: how each value is read, and an example that is right. */
export const ANNOTATIONS = {
  workload: { parse: parseChoice(WORKLOADS), example: 'Deployment' },
  replicas: { parse: parseInteger(1, 10_000), example: '2' },
  'node-selector': { parse: parseLabelSelector, example: 'role=edge,zone in (a,b),!gpu' },
  tolerations: { parse: parseTolerations, example: 'role=edge:NoSchedule' },
  pool: { parse: parsePoolName, example: 'default' },
  'address-types': { parse: parseAddressTypes, example: 'ExternalIP,InternalIP' },
  addresses: { parse: parseHosts, example: '192.0.2.1,lb.example.org' },
  'host-ip': { parse: parseHostAddress, example: '192.0.2.1' },
  'ip-mode': { parse: parseChoice(['VIP', 'Proxy']), example: 'Proxy' },
  enabled: { parse: parseBoolean, example: 'false' },
} as const satisfies Record<string, { parse: (text: string) => Parsed<unknown>; example: string }>;

/** The part of an annotation's key behind our prefix. */
export type AnnotationName = keyof typeof ANNOTATIONS;

/** What an annotation's text means. */
export type AnnotationValue<Name extends AnnotationName> =
  ReturnType<(typeof ANNOTATIONS)[Name]['parse']> extends infer Result
    ? Result extends { readonly value: infer Value }
      ? Value
      : never
    : never;
