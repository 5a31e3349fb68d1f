import { familyOf } from '../kubernetes/ip-address.ts';
import type { IPFamily } from '../kubernetes/ip-address.ts';
import { comparePorts, portText, PROTOCOLS } from '../kubernetes/ports.ts';
import type { Port } from '../kubernetes/ports.ts';
import { problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { Service } from './observed.ts';
import { renderRuleset } from './ruleset.ts';
import { countFault, sizeFault } from './size-limits.ts';

/** A port that proxies bind on their nodes. nodePort is kube-proxy's; absent, if the Service has none. */
export interface RequestedPort extends Port {
  readonly nodePort?: number;
}

/** What the spec of a Service requests, without its annotations. */
export interface Requested {
  /** In order of protocol and number; not empty. */
  readonly ports: readonly RequestedPort[];
  readonly clusterIPs: Readonly<Partial<Record<IPFamily, string>>>;
  /** In the Service's order of preference; not empty. */
  readonly families: readonly IPFamily[];
  /** externalTrafficPolicy Local: traffic stays on the node that it came to. */
  readonly isLocal: boolean;
  /** internalTrafficPolicy Local: the cluster IP leads only to endpoints of the node that the traffic is on (KEP-2086). */
  readonly isInternalLocal: boolean;
  /** CIDRs that may connect; empty: all. */
  readonly sourceRanges: readonly string[];
}

/** A Service that can be exposed, or why it cannot. */
export type RequestedReading = { readonly requested: Requested } | { readonly problem: Problem };

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
  const tooMany = countFault(service.spec ?? {});
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
  const tooLarge = sizeFault(renderRuleset(requested), requested);
  return tooLarge === undefined ? { requested } : invalid(tooLarge);
}
