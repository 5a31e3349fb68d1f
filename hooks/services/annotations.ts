import { parseHostAddress, parseHosts } from '../kubernetes/ip-address.ts';
import { parseLabelSelector } from '../kubernetes/label-selector.ts';
import { isSubdomain } from '../kubernetes/labels.ts';
import { WORKLOADS } from '../kubernetes/load-balancer-pool.ts';
import { ADDRESS_TYPES } from '../kubernetes/node-address.ts';
import type { AddressType } from '../kubernetes/node-address.ts';
import { listItems, parseBoolean, parseChoice, parseEach, parseInteger } from '../kubernetes/parsed.ts';
import type { Parsed } from '../kubernetes/parsed.ts';
import type { ExposureOptions } from '../kubernetes/service-exposure.ts';
import { parseTolerations } from '../kubernetes/tolerations.ts';

function parseAddressTypes(text: string): Parsed<AddressType[]> {
  const items = listItems(text);
  const max = ADDRESS_TYPES.length;
  if (items.length > max) return { fault: `has ${items.length} types; at most ${max} are allowed` };
  const types = parseEach(items, parseChoice(ADDRESS_TYPES));
  if ('fault' in types) return { fault: `has a type that ${types.fault}` };
  if (types.value.length === 0) return { fault: `is empty: name one of ${ADDRESS_TYPES.join(', ')}` };
  return { value: [...new Set(types.value)] };
}

function parsePoolName(text: string): Parsed<string> {
  return isSubdomain(text) ? { value: text } : { fault: 'cannot be the name of a LoadBalancerPool' };
}

/** What annotations set: options, and whether the Service is ours. */
interface Settings extends ExposureOptions {
  readonly enabled?: boolean;
}

/** The setting of an annotation, how its text is read, and a correct example. */
type Annotation = {
  readonly [Option in keyof Settings]-?: {
    readonly option: Option;
    readonly parse: (text: string) => Parsed<NonNullable<Settings[Option]>>;
    readonly example: string;
  };
}[keyof Settings];

/** What a user may write on a Service below our prefix. */
export const ANNOTATIONS = {
  workload: { option: 'workload', parse: parseChoice(WORKLOADS), example: 'Deployment' },
  replicas: { option: 'replicas', parse: parseInteger(1, 10_000), example: '2' },
  'node-selector': {
    option: 'nodeSelector',
    parse: parseLabelSelector,
    example: 'role=edge,zone in (a,b),!gpu',
  },
  tolerations: { option: 'tolerations', parse: parseTolerations, example: 'role=edge:NoSchedule' },
  pool: { option: 'pool', parse: parsePoolName, example: 'default' },
  'address-types': { option: 'addressTypes', parse: parseAddressTypes, example: 'ExternalIP,InternalIP' },
  addresses: { option: 'addresses', parse: parseHosts, example: '192.0.2.1,lb.example.org' },
  'host-ip': { option: 'hostIP', parse: parseHostAddress, example: '192.0.2.1' },
  'ip-mode': { option: 'ipMode', parse: parseChoice(['VIP', 'Proxy']), example: 'Proxy' },
  enabled: { option: 'enabled', parse: parseBoolean, example: 'false' },
} as const satisfies Record<string, Annotation>;

/** The part of an annotation's key behind our prefix. */
export type AnnotationName = keyof typeof ANNOTATIONS;

const NAMES = Object.keys(ANNOTATIONS) as AnnotationName[];

/** Names of our annotations, without the prefix: `workload,pool`. */
export function parseAnnotationNames(text: string): Parsed<AnnotationName[]> {
  const names = parseEach(listItems(text), parseChoice(NAMES));
  return 'fault' in names ? { fault: `has a name that ${names.fault}` } : names;
}
