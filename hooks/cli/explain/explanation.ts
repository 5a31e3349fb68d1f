import type { CoreConfig } from '../../config.ts';
import { readState as readExposureState } from '../../exposures/observed.ts';
import { exposureName } from '../../kubernetes/names.ts';
import { byRank } from '../../kubernetes/problems.ts';
import type { Problem } from '../../kubernetes/problems.ts';
import type { ServiceExposure } from '../../kubernetes/service-exposure.ts';
import { ignoredIPProblems, publishedAddresses } from '../../services/addresses.ts';
import { objectionTo } from '../../services/claim.ts';
import { readState } from '../../services/observed.ts';
import type { Service, ServiceState } from '../../services/observed.ts';
import { readOptions } from '../../services/options.ts';
import { readRequested } from '../../services/requested.ts';
import { exposedCondition } from '../../services/status.ts';
import { hooksAt } from '../hooks.ts';
import { portUses } from '../port-uses.ts';
import { exposureRequestFor, serviceRequestFor } from '../requests.ts';
import { keyOf } from '../world.ts';
import type { World } from '../world.ts';
import { adviceFor, claimAdvice, warningsFor } from './advice.ts';
import { differencesOf } from './differences.ts';
import { nodeRows } from './nodes.ts';

export interface ExplainInput {
  readonly service: Service;
  /** Its ServiceExposure, its workload with pods, and the nodes. If a port is taken, all ServiceExposures and pods. */
  readonly world: World;
  readonly config: CoreConfig;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** All that there is to say about a Service. */
export type Explanation = ReturnType<typeof explain>;

function identityOf({ metadata: { namespace, name }, spec }: Service) {
  const ports = (spec?.ports ?? []).map(({ port, protocol }) => `${port}/${protocol ?? 'TCP'}`);
  const { type, loadBalancerClass = null } = spec ?? {};
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
  const { world } = input;
  const state = exposure && readExposureState(exposureRequestFor(exposure, world));
  const admitted = state?.previous.admitted;
  if (state === undefined || admitted === undefined)
    return { pool: null, admitted: [], workload: null, nodes: [] };
  const current = state.proxies.filter(({ terminatingSince }) => terminatingSince === undefined);
  const ready = current.filter(({ readySince }) => readySince !== undefined).length;
  const { pool = null, ports, workload: kind } = admitted;
  const name = kind === 'None' ? null : state.exposure.metadata.name;
  return {
    pool,
    admitted: ports,
    workload: { kind, name, ready, of: current.length },
    nodes: nodeRows({ ...input, state, admitted, nodes: world.nodes, uses: portUses(world) }),
  };
}

/** Says what is known about a Service: what its ServiceExposure reports, and what the hook would answer now. Pure. */
export function explain(input: ExplainInput) {
  const { service, world, config, now } = input;
  const request = serviceRequestFor(service, world);
  const answer = hooksAt(now, config).service(service, world);
  const objection = objectionTo(service, config);
  const isOurs = objection === null;
  // The one with the name of the Service's, also if another object owns it.
  const name = `${service.metadata.namespace}/${exposureName(service.metadata)}`;
  const exposure = isOurs ? world.serviceexposures.find((each) => keyOf(each) === name) : undefined;
  const problems = isOurs ? problemsOf(readState(request), exposure, config) : [];
  const differences = differencesOf(request, answer);
  const addresses = publishedAddresses(service);
  const desired = publishedAddresses({ ...service, status: answer.status ?? service.status ?? null });
  return {
    service: identityOf(service),
    // An address that no node serves any more does not count.
    exposed: isOurs && addresses.length > 0 && desired.length > 0,
    /** Why it is not ours; null: it is. */
    objection,
    ...runningFor(exposure, input),
    /** What the Service publishes now, and our condition. */
    addresses,
    condition: exposedCondition(service) ?? null,
    problems,
    warnings: warningsFor(exposure),
    differences,
    next: isOurs ? adviceFor(service.metadata, problems, differences) : [claimAdvice(config)],
  };
}
