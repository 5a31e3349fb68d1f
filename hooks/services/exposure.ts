import type { ServicesConfig } from '../config.ts';
import { familyOf } from '../formats/ip-address.ts';
import type { IPFamily } from '../formats/ip-address.ts';
import { rangeHolding, rangeText } from '../formats/port-ranges.ts';
import type { Service } from './observed.ts';
import type { Options } from './options.ts';
import { problem } from './problems.ts';
import type { Problem } from './problems.ts';

/** The ruleset is an environment variable, of which Linux takes 128 KiB; a range takes up to 45 bytes. */
const MAX_SOURCE_RANGES = 2000;

export const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** A port that proxies bind on their hosts. nodePort is kube-proxy's, absent if the Service has none allocated. */
export interface ExposedPort {
  readonly protocol: Protocol;
  readonly port: number;
  readonly nodePort?: number;
}

/** What is to be exposed, in nobody's API: everything a workload is rendered from. */
export interface Exposure {
  readonly service: { readonly name: string; readonly namespace: string; readonly uid: string };
  /** In order of protocol and number; not empty. */
  readonly ports: readonly ExposedPort[];
  readonly clusterIPs: Readonly<Partial<Record<IPFamily, string>>>;
  /** externalTrafficPolicy Local: traffic stays on the node it came to. */
  readonly local: boolean;
  /** CIDRs that may connect; empty: everybody. */
  readonly sourceRanges: readonly string[];
  /** Who answers at the published addresses: kube-proxy too (VIP), or the proxies alone. */
  readonly ipMode: 'VIP' | 'Proxy';
  readonly options: Options;
  /** The annotations that the options were read from. */
  readonly optionTexts: Readonly<Record<string, string>>;
}

/** What can be exposed of the Service (nothing, if undefined) and why the rest cannot. */
export interface ExposureReading {
  readonly exposure: Exposure | undefined;
  readonly problems: readonly Problem[];
}

/** `80/TCP` */
export function portText({ port, protocol }: ExposedPort): string {
  return `${port}/${protocol}`;
}

function requestedPorts({ spec }: Service): ExposedPort[] {
  const ports = (spec?.ports ?? []).map(({ port, protocol, nodePort }) => ({
    port,
    protocol: PROTOCOLS.find((known) => known === protocol) ?? 'TCP',
    ...(nodePort ? { nodePort } : {}),
  }));
  const unique = new Map(ports.map((port) => [portText(port), port]));
  return [...unique.values()].sort(
    (a, b) => PROTOCOLS.indexOf(a.protocol) - PROTOCOLS.indexOf(b.protocol) || a.port - b.port,
  );
}

function clusterIPsOf({ spec }: Service): Exposure['clusterIPs'] {
  const addresses = spec?.clusterIPs ?? (spec?.clusterIP ? [spec.clusterIP] : []);
  return Object.fromEntries(
    addresses.flatMap((address) => {
      const family = familyOf(address);
      return family === undefined ? [] : [[family, address]];
    }),
  );
}

function reservedProblems(ports: readonly ExposedPort[], config: ServicesConfig): Problem[] {
  return ports.flatMap((port) => {
    const range = rangeHolding(config.reservedPorts, port.port);
    if (range === undefined) return [];
    const rule = `port ${portText(port)} is reserved on the nodes (RESERVED_PORTS has ${rangeText(range)})`;
    return [problem('PortReserved', `${rule} and is left out; give the Service another port`)];
  });
}

/** Describes what of the Service is exposed; reserved ports are left out. */
export function readExposure(
  service: Service,
  { options, texts }: { options: Options; texts: Readonly<Record<string, string>> },
  config: ServicesConfig,
): ExposureReading {
  const requested = requestedPorts(service);
  const clusterIPs = clusterIPsOf(service);
  if (requested.length === 0) return nothing('spec.ports is empty; a load balancer needs at least one port');
  if (Object.keys(clusterIPs).length === 0)
    return nothing('the Service has no cluster IP; a headless Service cannot be exposed');
  const ranges = service.spec?.loadBalancerSourceRanges ?? [];
  if (ranges.length > MAX_SOURCE_RANGES) {
    return nothing(
      `spec.loadBalancerSourceRanges has ${ranges.length} ranges; a proxy takes ${MAX_SOURCE_RANGES}`,
    );
  }
  const ports = requested.filter(({ port }) => rangeHolding(config.reservedPorts, port) === undefined);
  const { name, namespace, uid } = service.metadata;
  const exposure: Exposure = {
    service: { name, namespace, uid },
    ports,
    clusterIPs,
    local: service.spec?.externalTrafficPolicy === 'Local',
    sourceRanges: ranges,
    // With VIP kube-proxy would take every port of the Service at the published addresses, the reserved ones too.
    ipMode: ports.length < requested.length ? 'Proxy' : options.ipMode,
    options,
    optionTexts: texts,
  };
  return { exposure: ports.length > 0 ? exposure : undefined, problems: reservedProblems(requested, config) };
}

function nothing(message: string): ExposureReading {
  return { exposure: undefined, problems: [problem('InvalidService', message)] };
}
