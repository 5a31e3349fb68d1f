import type { CoreConfig } from '../config.ts';
import { PREFIX } from '../kubernetes/keys.ts';
import { DEFAULT_POOL } from '../kubernetes/load-balancer-pool.ts';
import { placementRevision } from '../kubernetes/placement-revision.ts';
import { readPort } from '../kubernetes/ports.ts';
import { problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { Admitted, AdmittedIPMode, Placement } from '../kubernetes/service-exposure.ts';
import { avoidingForeign } from './exclusive.ts';
import { admitIPMode } from './ip-mode.ts';
import type { IPModeAdmission } from './ip-mode.ts';
import type { ExposureState } from './observed.ts';
import { planPlacement, withoutProxiesProblem } from './placement.ts';
import { choosePool } from './pool-choice.ts';
import type { PoolChoice } from './pool-choice.ts';
import { namespaceProblem, workloadProblem } from './pool.ts';
import type { Pool } from './pool.ts';
import { objectionOfHolder } from './port-taken.ts';
import { objectionToPort } from './port-rules.ts';

/** What may be exposed, and why the rest may not. */
export interface Admission extends Pick<IPModeAdmission, 'ipvsNode'> {
  /** Undefined: nothing may run. */
  readonly admitted: Admitted | undefined;
  /** Otherwise what is admitted is only stored, as the last good placement. */
  readonly mayPublish: boolean;
  /** The pool whose nodes are published; undefined: there is none, or its nodes are not known now. */
  readonly pool: Pool | undefined;
  /** Whether a port of the Service is left out. */
  readonly isPortRefused: boolean;
  readonly problems: readonly Problem[];
}

/** An exposure of which something is admitted. */
export interface AdmittedState extends Pick<Admission, 'pool'> {
  readonly state: ExposureState;
  readonly admitted: Admitted;
  /** RFC 3339. */
  readonly admittedSince?: string;
}

interface PlacementReading {
  /** Undefined: nothing was ever admitted, and nothing can be now. */
  readonly placement: Placement | undefined;
  readonly problems: readonly Problem[];
}

function readPlacement(
  state: ExposureState,
  { pool, retained, problems }: PoolChoice,
  ipMode: AdmittedIPMode,
): PlacementReading {
  if (retained !== undefined) return { placement: retained, problems };
  if (pool === undefined && problems.length > 0) return { placement: undefined, problems };
  const { options } = state.exposure.spec;
  const placement = planPlacement(options, pool);
  const forbidden = pool === undefined ? [] : workloadProblem(pool, placement.workload);
  const fault = withoutProxiesProblem(options, placement, ipMode);
  const faults = [...forbidden, ...(fault === undefined ? [] : [fault])];
  if (faults.length === 0) return { placement, problems };
  const { admitted } = state.previous;
  // Where VIP does harm, an exposure without proxies must end.
  const mayStay = admitted?.workload !== 'None' || ipMode !== 'Proxy';
  return { placement: mayStay ? admitted : undefined, problems: [...problems, ...faults] };
}

const POOL_REQUIRED = `no LoadBalancerPool admits this Service, and this installation requires one (POOL_REQUIRED); name one with annotation ${PREFIX}pool, or ask the administrator for a pool ${DEFAULT_POOL}`;

/**
 * Applies the rules that bind at once, also to a last good placement.
 * 1. A pool that decides must allow the workload.
 * 2. With POOL_REQUIRED a placement comes from a pool, also if that is missing now.
 * 3. Nodes of exclusive pools are only for their Services.
 */
function bound(
  { placement, problems }: PlacementReading,
  { state, pool }: { readonly state: ExposureState; readonly pool: Pool | undefined },
  { poolRequired }: CoreConfig,
): PlacementReading {
  if (placement === undefined) return { placement, problems };
  const forbidden = pool === undefined ? [] : workloadProblem(pool, placement.workload);
  const nowhere =
    poolRequired && placement.pool === undefined ? [problem('PoolNotFound', POOL_REQUIRED)] : [];
  const faults = [...forbidden, ...nowhere];
  if (faults.length > 0) return { placement: undefined, problems: [...problems, ...faults] };
  return { placement: avoidingForeign(state, placement), problems };
}

/** Who may keep a port from an exposure. Without proxies it only leaves out nodes, and while its pool is missing all ports stay. */
function rivalsOf({ rivals }: ExposureState, { isFrozen }: PoolChoice, { workload }: Placement) {
  return workload === 'None' || isFrozen ? [] : rivals;
}

/** Why ports are refused, by port. While the pool that decides is missing, only ports that were admitted before are. */
function refusals(
  state: ExposureState,
  choice: PoolChoice,
  placement: Placement,
  config: CoreConfig,
): ReadonlyMap<string, Problem> {
  const { pool, isFrozen } = choice;
  const { ports: before = [], pool: missing = '' } = state.previous.admitted ?? {};
  const rivals = rivalsOf(state, choice, placement);
  const found = new Map<string, Problem>();
  for (const port of state.exposure.spec.ports) {
    const objection = objectionToPort(readPort(port), config, pool) ?? objectionOfHolder(port, rivals, pool);
    if (objection !== undefined) {
      const { reason, rule } = objection;
      found.set(port, problem(reason, `port ${port} ${rule} and is left out; give the Service another port`));
    } else if (isFrozen && !before.includes(port)) {
      const what = `port ${port} cannot be admitted while LoadBalancerPool ${missing} is missing`;
      found.set(port, problem('PoolForbids', `${what}; apply the pool again`));
    }
  }
  return found;
}

/** Only a Deployment has a revision, and it never becomes lower. */
function revisionOf(
  { workload }: Placement,
  { previous }: ExposureState,
): Pick<Placement, 'placementRevision'> {
  return placementRevision(workload === 'Deployment' ? (previous.admitted?.placementRevision ?? 0) : 0);
}

/** Decides what may be exposed: every rule of pools and of the installation is applied here, and only here. */
export function admit(state: ExposureState, config: CoreConfig): Admission {
  const choice = choosePool(state);
  const { pool } = choice;
  const { ipMode, ipvsNode } = admitIPMode(state, choice, config);
  const nothing = { admitted: undefined, mayPublish: false, pool, isPortRefused: false, ipvsNode };
  const forbidden = pool === undefined ? [] : namespaceProblem(pool, state);
  if (forbidden.length > 0) return { ...nothing, problems: forbidden };
  const { placement, problems } = bound(readPlacement(state, choice, ipMode), { state, pool }, config);
  if (placement === undefined) return { ...nothing, problems };
  const refused = refusals(state, choice, placement, config);
  const ports = state.exposure.spec.ports.filter((port) => !refused.has(port));
  const all = [...problems, ...refused.values()];
  // Without proxies kube-proxy answers, and it takes every port of a Service.
  const isWhole = placement.workload !== 'None' || refused.size === 0;
  if (ports.length === 0 || !isWhole) {
    // A port that waits for a missing pool must not cost the last good placement.
    return { ...nothing, ...(choice.isFrozen ? { admitted: state.previous.admitted } : {}), problems: all };
  }
  const admitted = { ...placement, ports, ipMode, ...revisionOf(placement, state) };
  return { admitted, mayPublish: true, pool, isPortRefused: refused.size > 0, ipvsNode, problems: all };
}
