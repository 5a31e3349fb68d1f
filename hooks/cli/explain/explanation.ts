import type { CoreConfig } from '../../config.ts';
import { readState as readExposureState } from '../../exposures/observed.ts';
import type { Proxy } from '../../exposures/proxies.ts';
import type { Condition } from '../../kubernetes/conditions.ts';
import { exposureName } from '../../kubernetes/names.ts';
import { byRank } from '../../kubernetes/problems.ts';
import type { Problem } from '../../kubernetes/problems.ts';
import type { ServiceExposure } from '../../kubernetes/service-exposure.ts';
import { publishedAddresses } from '../../services/addresses.ts';
import type { Answer } from '../../services/answer.ts';
import { objectionTo } from '../../services/claim.ts';
import { ignoredIPProblems } from '../../services/load-balancer-ip.ts';
import { readState } from '../../services/observed.ts';
import type { Service, ServiceState } from '../../services/observed.ts';
import { readOptions } from '../../services/options.ts';
import { readRequested } from '../../services/requested.ts';
import { exposedCondition } from '../../services/status.ts';
import { syncService } from '../../services/sync.ts';
import type { Holder } from '../ports/holders.ts';
import { exposureRequestFor, serviceRequestFor } from '../world/sync-request.ts';
import { keyOf } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { NEXT, claimAdvice, staleAdvice, warningsFor } from './advice.ts';
import { differencesOf } from './differences.ts';
import { nodeRows } from './node-rows.ts';
import type { NodeRow } from './node-rows.ts';

/** All that there is to say about a Service. */
export interface Explanation {
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
  /** All that hold host ports; undefined: they were not read. */
  readonly holders: readonly Holder[] | undefined;
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

/** The ServiceExposure with the name of the Service's, also if another object owns it. */
function exposureOf({ metadata }: Service, { exposures }: World): ServiceExposure | undefined {
  const name = `${metadata.namespace}/${exposureName(metadata)}`;
  return exposures.find((exposure) => keyOf(exposure) === name);
}

function problemsOf(
  state: ServiceState,
  exposure: ServiceExposure | undefined,
  config: CoreConfig,
): readonly Problem[] {
  const reading = readRequested(state.service);
  if ('problem' in reading) return [reading.problem];
  const { service } = state;
  return byRank([
    ...readOptions(state, reading.requested, config).problems,
    ...(exposure?.status?.problems ?? []),
    ...ignoredIPProblems(service, publishedAddresses(service)),
  ]);
}

function workloadOf(
  { kind, name }: { readonly kind: string; readonly name: string },
  proxies: readonly Proxy[],
): Explanation['workload'] {
  const current = proxies.filter(({ terminatingSince }) => terminatingSince === undefined);
  const ready = current.filter(({ readySince }) => readySince !== undefined).length;
  return { kind, name: kind === 'None' ? null : name, ready, of: current.length };
}

const NOTHING_RUNS = { pool: null, admitted: [], workload: null, nodes: [] };

/** What the ServiceExposure reports, and what its proxies do. */
function running(exposure: ServiceExposure | undefined, input: ExplainInput, answer: Answer) {
  if (exposure === undefined) return NOTHING_RUNS;
  const state = readExposureState(exposureRequestFor(exposure, input.world));
  const { admitted } = state.previous;
  if (admitted === undefined) return NOTHING_RUNS;
  return {
    pool: admitted.pool ?? null,
    admitted: admitted.ports,
    workload: workloadOf({ kind: admitted.workload, name: exposure.metadata.name }, state.proxies),
    nodes: nodeRows({ ...input, state, admitted, answer }),
  };
}

function adviceFor(
  { metadata }: Service,
  problems: readonly Problem[],
  differences: readonly string[],
): string[] {
  const reasons = [...new Set(problems.map(({ reason }) => reason))];
  return [
    ...reasons.map((reason) => NEXT[reason](metadata)),
    ...(differences.length > 0 ? [staleAdvice(metadata)] : []),
  ];
}

/** Says what is known about a Service: what its ServiceExposure reports, and what the hook would answer now. Pure. */
export function explain(input: ExplainInput): Explanation {
  const { service, world, config, now } = input;
  const request = serviceRequestFor(service, world);
  const state = readState(request);
  const answer = syncService(state, config, now);
  const desired = answer.status === undefined ? service : { ...service, status: answer.status };
  const addresses = publishedAddresses(service);
  const differences = differencesOf(request, state.exposure, answer);
  const objection = objectionTo(service, config);
  const isOurs = objection === null;
  const exposure = exposureOf(service, world);
  const problems = isOurs ? problemsOf(state, exposure, config) : [];
  return {
    service: identityOf(service),
    // An address that no node serves any more does not count.
    exposed: isOurs && addresses.length > 0 && publishedAddresses(desired).length > 0,
    objection,
    ...(isOurs ? running(exposure, input, answer) : NOTHING_RUNS),
    addresses,
    condition: exposedCondition(service) ?? null,
    problems,
    warnings: warningsFor(exposure),
    differences,
    next: isOurs ? adviceFor(service, problems, differences) : [claimAdvice(config)],
  };
}
