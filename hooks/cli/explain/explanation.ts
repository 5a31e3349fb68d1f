import type { CoreConfig } from '../../config.ts';
import { readState as readExposureState } from '../../exposures/observed.ts';
import type { Condition } from '../../kubernetes/conditions.ts';
import { exposureName } from '../../kubernetes/names.ts';
import { byRank } from '../../kubernetes/problems.ts';
import type { Problem } from '../../kubernetes/problems.ts';
import type { ServiceExposure } from '../../kubernetes/service-exposure.ts';
import { publishedAddresses } from '../../services/addresses.ts';
import { objectionTo } from '../../services/claim.ts';
import { ignoredIPProblems } from '../../services/load-balancer-ip.ts';
import { readState } from '../../services/observed.ts';
import type { Service, ServiceState } from '../../services/observed.ts';
import { readOptions } from '../../services/options.ts';
import { readRequested } from '../../services/requested.ts';
import { exposedCondition } from '../../services/status.ts';
import { syncService } from '../../services/sync.ts';
import type { PortUse } from '../port-uses.ts';
import { exposureRequestFor, serviceRequestFor } from '../requests.ts';
import { keyOf } from '../world.ts';
import type { Labelled, World } from '../world.ts';
import { NEXT, claimAdvice, staleAdvice, warningsFor } from './advice.ts';
import { differencesOf } from './differences.ts';
import { nodeRows } from './nodes.ts';
import type { NodeRow } from './nodes.ts';

/** What runs for a Service. */
interface Running {
  /** The LoadBalancerPool that places it. */
  readonly pool: string | null;
  /** The ports that are admitted. */
  readonly admitted: readonly string[];
  readonly workload: {
    readonly kind: string;
    readonly name: string | null;
    readonly ready: number;
    readonly of: number;
  } | null;
  readonly nodes: readonly NodeRow[];
}

/** All that there is to say about a Service. */
export interface Explanation extends Running {
  readonly service: {
    readonly namespace: string;
    readonly name: string;
    readonly type: string;
    readonly loadBalancerClass: string | null;
    readonly ports: readonly string[];
  };
  readonly exposed: boolean;
  /** Why it is not ours; null: it is. */
  readonly objection: string | null;
  /** What the Service publishes now. */
  readonly addresses: readonly string[];
  /** Our condition as it is in the cluster. */
  readonly condition: Condition | null;
  /** Why it is not exposed as requested: of its annotations now, and those that its ServiceExposure reports. */
  readonly problems: readonly Problem[];
  /** What can do harm although nothing is wrong. */
  readonly warnings: readonly string[];
  /** What the hooks would change if they were called now. */
  readonly differences: readonly string[];
  readonly next: readonly string[];
}

export interface ExplainInput {
  readonly service: Service;
  /** Its ServiceExposure, its workload with pods, and the nodes. */
  readonly world: World;
  /** Uses of host ports; undefined: they were not read. */
  readonly uses: readonly PortUse[] | undefined;
  readonly config: CoreConfig;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

function identityOf({ metadata, spec }: Service): Explanation['service'] {
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    type: spec?.type ?? 'ClusterIP',
    loadBalancerClass: spec?.loadBalancerClass ?? null,
    ports: (spec?.ports ?? []).map(({ port, protocol }) => `${port}/${protocol ?? 'TCP'}`),
  };
}

function problemsOf(state: ServiceState, exposure: ServiceExposure | undefined, config: CoreConfig) {
  const reading = readRequested(state.service);
  if ('problem' in reading) return [reading.problem];
  const { service } = state;
  return byRank([
    ...readOptions(state, reading.requested, config).problems,
    ...(exposure?.status?.problems ?? []),
    ...ignoredIPProblems(service, publishedAddresses(service)),
  ]);
}

/** What the ServiceExposure reports, and what its proxies do. */
function runningFor(exposure: ServiceExposure | undefined, input: ExplainInput): Running {
  const state = exposure && readExposureState(exposureRequestFor(exposure, input.world));
  const admitted = state?.previous.admitted;
  if (state === undefined || admitted === undefined)
    return { pool: null, admitted: [], workload: null, nodes: [] };
  const current = state.proxies.filter(({ terminatingSince }) => terminatingSince === undefined);
  const ready = current.filter(({ readySince }) => readySince !== undefined).length;
  const kind = admitted.workload;
  const name = kind === 'None' ? null : state.exposure.metadata.name;
  return {
    pool: admitted.pool ?? null,
    admitted: admitted.ports,
    workload: { kind, name, ready, of: current.length },
    nodes: nodeRows({ ...input, state, admitted, nodes: input.world.nodes }),
  };
}

/** Says what is known about a Service: what its ServiceExposure reports, and what the hook would answer now. Pure. */
export function explain(input: ExplainInput): Explanation {
  const { service, world, config, now } = input;
  const request = serviceRequestFor(service, world);
  const state = readState(request);
  const answer = syncService(state, config, now);
  const observed = Object.entries(request.attachments).flatMap(([group, objects]) =>
    Object.values(objects).map((object: Labelled) => [group.split('.')[0] ?? '', object] as const),
  );
  const differences = differencesOf(state, observed, answer);
  const objection = objectionTo(service, config);
  const isOurs = objection === null;
  // The one with the name of the Service's, also if another object owns it.
  const name = `${service.metadata.namespace}/${exposureName(service.metadata)}`;
  const exposure = world.exposures.find((each) => keyOf(each) === name);
  const problems = isOurs ? problemsOf(state, exposure, config) : [];
  const reasons = [...new Set(problems.map(({ reason }) => reason))];
  const stale = differences.length > 0 ? [staleAdvice(service.metadata)] : [];
  const addresses = publishedAddresses(service);
  const desired =
    answer.status === undefined ? addresses : publishedAddresses({ ...service, status: answer.status });
  return {
    service: identityOf(service),
    // An address that no node serves any more does not count.
    exposed: isOurs && addresses.length > 0 && desired.length > 0,
    objection,
    ...runningFor(isOurs ? exposure : undefined, input),
    addresses,
    condition: exposedCondition(service) ?? null,
    problems,
    warnings: warningsFor(exposure),
    differences,
    next: isOurs
      ? [...reasons.map((reason) => NEXT[reason](service.metadata)), ...stale]
      : [claimAdvice(config)],
  };
}
