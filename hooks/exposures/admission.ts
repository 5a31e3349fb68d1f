import type { CoreConfig } from '../config.ts';
import { isEqual } from '../kubernetes/equal.ts';
import { PREFIX } from '../kubernetes/keys.ts';
import { DEFAULT_POOL } from '../kubernetes/load-balancer-pool.ts';
import { placementRevision } from '../kubernetes/placement-revision.ts';
import { problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { Admitted, AdmittedIPMode, ExposureStatus, Placement } from '../kubernetes/service-exposure.ts';
import { timeText } from '../kubernetes/wire.ts';
import { admitIPMode } from './ip-mode.ts';
import type { ExposureState } from './observed.ts';
import { avoidingForeign, planPlacement, withoutProxiesProblems } from './placement.ts';
import { choosePool, namespaceProblems, workloadProblems } from './pool.ts';
import type { Pool, PoolChoice } from './pool.ts';
import { refusedPorts } from './port-rules.ts';

/** What may be exposed, and why the rest may not. */
export interface Admission {
  /** Undefined: nothing may run. */
  readonly admitted?: Admitted | undefined;
  /** Otherwise what is admitted is only stored, as the last good placement. */
  readonly mayPublish: boolean;
  /** See AdmittedExposure. */
  readonly pool?: Pool | undefined;
  /** The node on which a proxy has found kube-proxy in IPVS mode; undefined: none has, or it does not matter. */
  readonly ipvsNode?: string | undefined;
  readonly problems: readonly Problem[];
}

interface Placing {
  /** Undefined: nothing was ever admitted, and nothing can be now. */
  readonly placement: Placement | undefined;
  readonly problems: readonly Problem[];
}

function readPlacement(
  { exposure, previous }: ExposureState,
  { pool, retained, problems }: PoolChoice,
  ipMode: AdmittedIPMode,
): Placing {
  if (retained !== undefined) return { placement: retained, problems };
  if (pool === undefined && problems.length > 0) return { placement: undefined, problems };
  const { options } = exposure.spec;
  const placement = planPlacement(options, pool);
  const faults = [
    ...workloadProblems(pool, placement.workload),
    ...withoutProxiesProblems(options, placement, ipMode),
  ];
  if (faults.length === 0) return { placement, problems };
  // Where VIP does harm, an exposure without proxies must end.
  const mayStay = previous.admitted?.workload !== 'None' || ipMode !== 'Proxy';
  return { placement: mayStay ? previous.admitted : undefined, problems: [...problems, ...faults] };
}

const POOL_REQUIRED = `no LoadBalancerPool admits this Service, and this installation requires one (POOL_REQUIRED); name one with annotation ${PREFIX}pool, or ask the administrator for a pool ${DEFAULT_POOL}`;

/**
 * Applies the rules that bind at once, also to a last good placement.
 * 1. A pool that decides must allow the workload.
 * 2. With POOL_REQUIRED a placement comes from a pool, also if that is missing now.
 * 3. Nodes of exclusive pools are only for their Services.
 */
function bound(
  { placement, problems }: Placing,
  { pools }: ExposureState,
  pool: Pool | undefined,
  { poolRequired }: CoreConfig,
): Placing {
  if (placement === undefined) return { placement, problems };
  const isNowhere = poolRequired && placement.pool === undefined;
  const faults = [
    ...workloadProblems(pool, placement.workload),
    ...(isNowhere ? [problem('PoolNotFound', POOL_REQUIRED)] : []),
  ];
  if (faults.length > 0) return { placement: undefined, problems: [...problems, ...faults] };
  return { placement: avoidingForeign(pools, placement), problems };
}

/** Since when the same is admitted, RFC 3339; undefined: not known. */
export function sinceOf(admitted: Admitted, previous: ExposureStatus, now: number): string | undefined {
  return isEqual(previous.admitted, admitted) ? previous.admittedSince : timeText(now);
}

/** Decides what may be exposed: every rule of pools and of the installation is applied here, and only here. */
export function admit(state: ExposureState, config: CoreConfig): Admission {
  const { exposure, previous } = state;
  const choice = choosePool(state);
  const { pool } = choice;
  const { ipMode, ipvsNode } = admitIPMode(state, choice, config);
  const nothing = { mayPublish: false, pool, ipvsNode };
  const forbidden = namespaceProblems(pool, state);
  if (forbidden.length > 0) return { ...nothing, problems: forbidden };
  const { placement, problems } = bound(readPlacement(state, choice, ipMode), state, pool, config);
  if (placement === undefined) return { ...nothing, problems };
  const refused = refusedPorts(state, choice, placement, config);
  const ports = exposure.spec.ports.filter((port) => !refused.has(port));
  const all = [...problems, ...refused.values()];
  // Without proxies kube-proxy answers, and it takes every port of a Service.
  const isWhole = placement.workload !== 'None' || refused.size === 0;
  if (ports.length === 0 || !isWhole) {
    // A port that waits for a missing pool must not cost the last good placement.
    return { ...nothing, ...(choice.missing && { admitted: previous.admitted }), problems: all };
  }
  // Only a Deployment has a revision, and it never becomes lower.
  const revision = placement.workload === 'Deployment' ? (previous.admitted?.placementRevision ?? 0) : 0;
  const admitted = { ...placement, ports, ipMode, ...placementRevision(revision) };
  return { admitted, mayPublish: true, pool, ipvsNode, problems: all };
}
