import { familyOf } from '../kubernetes/ip-address.ts';
import type { IPFamily } from '../kubernetes/ip-address.ts';
import { comparePorts, portText, PROTOCOLS } from '../kubernetes/ports.ts';
import { problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { Service } from './observed.ts';
import { renderRuleset } from './ruleset.ts';
import type { RequestedPort, RulesetInput } from './ruleset.ts';

/** What the spec of a Service requests, without its annotations. */
export interface Requested extends RulesetInput {
  /** In the Service's order of preference; not empty. */
  readonly families: readonly IPFamily[];
}

/** A Service that can be exposed, or why it cannot. */
export type RequestedReading = { readonly requested: Requested } | { readonly problem: Problem };

/** Linux takes 128 KiB for one text of the environment, with its name and end (MAX_ARG_STRLEN, execve(2)). */
const ENVIRONMENT = 128 * 1024 - 'RULESET=\0'.length;

/** The API server takes 256 KiB for all annotations of an object (TotalAnnotationSizeLimitB). */
const ANNOTATIONS = 256 * 1024;

/** Everything in a workload but its ruleset and ports: selectors, tolerations, labels and annotations of its pods. */
const REST = 128 * 1024;

/**
 * The most that the ruleset and the ports of a pod may take, in bytes, wherever they are stored.
 * 1. The ruleset is one variable of one container, and the only large one: ENVIRONMENT.
 * 2. Under dynamic apply, Metacontroller stores the whole workload in an annotation of it. A Deployment copies this to its
 *    ReplicaSets, a DaemonSet to its ControllerRevisions: ANNOTATIONS, less the REST.
 * 3. etcd takes 1.5 MiB for an object: template, annotation, and a managed field for each port. That is half of it.
 */
const MAX_RENDERED = Math.min(ENVIRONMENT, ANNOTATIONS - REST);

/** The longest port of a container as JSON, with a comma: SCTP port 65535 at an IPv6 address. */
const BYTES_OF_PORT = 130;

/** More cannot fit, so they are not even read. */
const MAX_PORTS = 1000;

/** More than fit, unless they are very short. They are not even read: parsing them would keep the hook busy. */
const MAX_SOURCE_RANGES = 10_000;

/** Why the lists of a Service are too long to be read. */
function countFault({ spec }: Service): string | undefined {
  const lists = [
    ['spec.ports', spec?.ports, MAX_PORTS],
    ['spec.loadBalancerSourceRanges', spec?.loadBalancerSourceRanges, MAX_SOURCE_RANGES],
  ] as const;
  for (const [field, entries, max] of lists) {
    const count = entries?.length ?? 0;
    if (count > max) return `${field} has ${count} entries; at most ${max} are allowed`;
  }
  return undefined;
}

/** Why the ruleset and the ports do not fit into a pod. */
function sizeFault(requested: Requested): string | undefined {
  const size = renderRuleset(requested).length + requested.ports.length * BYTES_OF_PORT;
  if (size <= MAX_RENDERED) return undefined;
  const rule = `its ports and source ranges would have ${size} bytes of ${MAX_RENDERED} in a pod`;
  return `${rule}; give the Service fewer of them`;
}

function portsOf({ spec }: Service): RequestedPort[] {
  const ports = (spec?.ports ?? []).map(({ port, protocol, nodePort }) => ({
    port,
    protocol: PROTOCOLS.find((known) => known === protocol) ?? 'TCP',
    ...(nodePort ? { nodePort } : {}),
  }));
  return [...new Map(ports.map((port) => [portText(port), port])).values()].sort(comparePorts);
}

function clusterIPsOf({ spec }: Service): Requested['clusterIPs'] {
  const addresses = spec?.clusterIPs ?? (spec?.clusterIP ? [spec.clusterIP] : []);
  return Object.fromEntries(
    addresses.flatMap((address) => {
      const family = familyOf(address);
      return family === undefined ? [] : [[family, address]];
    }),
  );
}

function familiesOf({ spec }: Service): readonly IPFamily[] {
  const families = (spec?.ipFamilies ?? []).filter((family) => family === 'IPv4' || family === 'IPv6');
  return families.length > 0 ? families : [familyOf(spec?.clusterIP ?? '') ?? 'IPv4'];
}

function invalid(message: string): RequestedReading {
  return { problem: problem('InvalidService', message) };
}

/** Reads what a Service requests. */
export function readRequested(service: Service): RequestedReading {
  const tooMany = countFault(service);
  if (tooMany !== undefined) return invalid(tooMany);
  const ports = portsOf(service);
  const clusterIPs = clusterIPsOf(service);
  if (ports.length === 0) return invalid('spec.ports is empty; a load balancer needs at least one port');
  if (Object.keys(clusterIPs).length === 0)
    return invalid('the Service has no cluster IP; a headless Service cannot be exposed');
  const requested: Requested = {
    ports,
    clusterIPs,
    families: familiesOf(service),
    isLocal: service.spec?.externalTrafficPolicy === 'Local',
    isInternalLocal: service.spec?.internalTrafficPolicy === 'Local',
    sourceRanges: service.spec?.loadBalancerSourceRanges ?? [],
  };
  const tooLarge = sizeFault(requested);
  return tooLarge === undefined ? { requested } : invalid(tooLarge);
}
