import type { CoreConfig } from '../../config.ts';
import { readState as readExposureState } from '../../exposures/observed.ts';
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

/** All that there is to say about a Service. */
export type Explanation = ReturnType<typeof explain>;

function identityOf({ metadata: { namespace, name }, spec }: Service) {
  const ports = (spec?.ports ?? []).map(({ port, protocol }) => `${port}/${protocol ?? 'TCP'}`);
  const { type = 'ClusterIP', loadBalancerClass = null } = spec ?? {};
  return { namespace, name, type: type ?? 'ClusterIP', loadBalancerClass, ports };
}

/** Why it is not exposed as requested: of its annotations now, and those that its ServiceExposure reports. */
function problemsOf(
  state: ServiceState,
  exposure: ServiceExposure | undefined,
  config: CoreConfig,
): readonly Problem[] {
  const reading = readRequested(state.service);
  if ('problem' in reading) return [reading.problem];
  return byRank([
    ...readOptions(state, reading.requested, config).problems,
    ...(exposure?.status?.problems ?? []),
    ...ignoredIPProblems(state.service, publishedAddresses(state.service)),
  ]);
}

/** The pool that places it, what is admitted, and what its proxies do. */
function runningFor(exposure: ServiceExposure | undefined, input: ExplainInput) {
  const state = exposure && readExposureState(exposureRequestFor(exposure, input.world));
  const admitted = state?.previous.admitted;
  if (state === undefined || admitted === undefined)
    return { pool: null, admitted: [], workload: null, nodes: [] };
  const current = state.proxies.filter(({ terminatingSince }) => terminatingSince === undefined);
  const ready = current.filter(({ readySince }) => readySince !== undefined).length;
  const { pool = null, ports, workload: kind } = admitted;
  return {
    pool,
    admitted: ports,
    workload: {
      kind,
      name: kind === 'None' ? null : state.exposure.metadata.name,
      ready,
      of: current.length,
    },
    nodes: nodeRows({ ...input, state, admitted, nodes: input.world.nodes }),
  };
}

/** Says what is known about a Service: what its ServiceExposure reports, and what the hook would answer now. Pure. */
export function explain(input: ExplainInput) {
  const { service, world, config, now } = input;
  const request = serviceRequestFor(service, world);
  const state = readState(request);
  const answer = syncService(state, config, now);
  const present = Object.entries(request.attachments).flatMap(([group, objects]) =>
    Object.values<Labelled>(objects).map(
      ({ metadata }) => `${group.split('.')[0] ?? ''} ${metadata?.name ?? ''}`,
    ),
  );
  const differences = differencesOf(state, present, answer);
  const objection = objectionTo(service, config);
  const isOurs = objection === null;
  // The one with the name of the Service's, also if another object owns it.
  const name = `${service.metadata.namespace}/${exposureName(service.metadata)}`;
  const exposure = world.exposures.find((each) => keyOf(each) === name);
  const problems = isOurs ? problemsOf(state, exposure, config) : [];
  const reasons = [...new Set(problems.map(({ reason }) => reason))];
  const stale = differences.length > 0 ? [staleAdvice(service.metadata)] : [];
  const addresses = publishedAddresses(service);
  const desired = publishedAddresses({ ...service, status: answer.status ?? service.status ?? null });
  return {
    service: identityOf(service),
    // An address that no node serves any more does not count.
    exposed: isOurs && addresses.length > 0 && desired.length > 0,
    /** Why it is not ours; null: it is. */
    objection,
    ...runningFor(isOurs ? exposure : undefined, input),
    /** What the Service publishes now, and our condition. */
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
