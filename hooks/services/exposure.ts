import type { CoreConfig } from '../config.ts';
import { familyOf } from '../kubernetes/ip-address.ts';
import type { IPFamily } from '../kubernetes/ip-address.ts';
import type { Service } from './observed.ts';
import type { Options } from './options.ts';
import { objectionToPort } from './port-rules.ts';
import type { PortObjection } from './port-rules.ts';
import { problem, withoutDuplicates } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import { renderRuleset } from './ruleset.ts';

/** The ruleset is an environment variable, of which Linux takes 128 KiB, name and end included. */
const MAX_RULESET = 128 * 1024 - 'RULESET=\0'.length;

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

/** The ports that the Service asks for, in order of protocol and number. */
export function requestedPorts({ spec }: Service): ExposedPort[] {
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

function portProblem(
  port: ExposedPort,
  { reason, rule }: PortObjection,
  { workload, pool }: Options,
): Problem {
  if (pool?.state === 'gone' && reason === 'PoolForbids') {
    return problem(
      'PoolForbids',
      `only what was exposed before it went stays so; apply LoadBalancerPool ${pool.name} again`,
    );
  }
  // Without proxies kube-proxy answers, and it takes every port of a Service.
  const result = workload === 'None' ? 'so nothing is exposed with workload None' : 'and is left out';
  return problem(reason, `port ${portText(port)} ${rule} ${result}; give the Service another port`);
}

/** Describes what of the Service is exposed; ports that a rule forbids are left out. */
export function readExposure(
  service: Service,
  { options, texts }: { options: Options; texts: Readonly<Record<string, string>> },
  config: CoreConfig,
): ExposureReading {
  const requested = requestedPorts(service);
  const clusterIPs = clusterIPsOf(service);
  if (requested.length === 0) return nothing('spec.ports is empty; a load balancer needs at least one port');
  if (Object.keys(clusterIPs).length === 0)
    return nothing('the Service has no cluster IP; a headless Service cannot be exposed');
  const judged = requested.map((port) => ({
    port,
    objection: objectionToPort(port.port, config, options.pool),
  }));
  const ports = judged.filter(({ objection }) => objection === undefined).map(({ port }) => port);
  const problems = withoutDuplicates(
    judged.flatMap(({ port, objection }) => (objection ? [portProblem(port, objection, options)] : [])),
  );
  const { name, namespace, uid } = service.metadata;
  const exposure: Exposure = {
    service: { name, namespace, uid },
    ports,
    clusterIPs,
    local: service.spec?.externalTrafficPolicy === 'Local',
    sourceRanges: service.spec?.loadBalancerSourceRanges ?? [],
    // With VIP kube-proxy would take every port of the Service at the published addresses, the forbidden ones too.
    ipMode: problems.length > 0 ? 'Proxy' : options.ipMode,
    options,
    optionTexts: texts,
  };
  const size = renderRuleset(exposure).length;
  if (size > MAX_RULESET) {
    const rule = `the ruleset for its ports and source ranges would have ${size} bytes of ${MAX_RULESET}`;
    return nothing(`${rule}; give the Service fewer of them`);
  }
  const exposed = options.workload === 'None' ? problems.length === 0 : ports.length > 0;
  return { exposure: exposed ? exposure : undefined, problems };
}

function nothing(message: string): ExposureReading {
  return { exposure: undefined, problems: [problem('InvalidService', message)] };
}
