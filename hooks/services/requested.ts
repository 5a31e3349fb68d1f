import { familyOf } from '../kubernetes/ip-address.ts';
import type { IPFamily } from '../kubernetes/ip-address.ts';
import { comparePorts, portText, PROTOCOLS } from '../kubernetes/ports.ts';
import { problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { Service } from './observed.ts';
import { renderRuleset } from './ruleset.ts';
import type { RequestedPort, RulesetInput } from './ruleset.ts';
import { countFault, sizeFault } from './size-limits.ts';

/** What the spec of a Service requests, without its annotations. */
export interface Requested extends RulesetInput {
  /** In the Service's order of preference; not empty. */
  readonly families: readonly IPFamily[];
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
  const tooLarge = sizeFault(renderRuleset(requested), ports.length);
  return tooLarge === undefined ? { requested } : invalid(tooLarge);
}
