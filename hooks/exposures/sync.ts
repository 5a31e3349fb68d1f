import type { CoreConfig } from '../config.ts';
import { resyncAt } from '../kubernetes/answer.ts';
import type { Resync } from '../kubernetes/answer.ts';
import { exposedVerdict, withCondition } from '../kubernetes/conditions.ts';
import { isEqual } from '../kubernetes/equal.ts';
import { fitting } from '../kubernetes/fitting.ts';
import { placementRevision } from '../kubernetes/placement-revision.ts';
import { byRank, problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import { isOfItsService } from '../kubernetes/service-exposure.ts';
import type { Admitted, ExposureStatus, IPMode } from '../kubernetes/service-exposure.ts';
import { readTime, timeText } from '../kubernetes/wire.ts';
import { admit } from './admission.ts';
import type { Admission } from './admission.ts';
import { planIPMode } from './ip-mode.ts';
import type { ExposureState } from './observed.ts';
import { readOutcome } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { NOTHING, readPoolOutcome } from './pool-outcome.ts';
import { followsEndpoints } from './serving.ts';

/** The answer of a DecoratorController's sync hook, version v2. An exposure has no attachments. */
export interface ExposureAnswer extends Resync {
  readonly attachments: readonly never[];
  /** The whole status. */
  readonly status: ExposureStatus;
}

/** etcd takes an object of 1.5 MB, which also holds the ports, twice. */
const MAX_BYTES = 900_000;

/**
 * How long a new exposure may take to get its first node before it reports that it has none, in milliseconds. Times of
 * creation are whole seconds, so it is up to a second less.
 */
const FIRST_REPORT = 3000;

const NOT_OWNED: Admission = {
  admitted: undefined,
  mayPublish: false,
  pool: undefined,
  isPortRefused: false,
  ipvsNode: undefined,
  problems: [
    problem('NotOwned', 'no Service owns this ServiceExposure; delete it, its Service makes its own'),
  ],
};

/** Since when the same is admitted. */
function sinceOf(
  { previous }: ExposureState,
  admitted: Admitted,
  now: number,
): Pick<ExposureStatus, 'admittedSince'> {
  const { admittedSince, admitted: before } = previous;
  if (!isEqual(before, admitted)) return { admittedSince: timeText(now) };
  return admittedSince === undefined ? {} : { admittedSince };
}

function outcomeOf(
  state: ExposureState,
  { admitted, mayPublish, pool }: Admission,
  config: CoreConfig,
  now: number,
): Outcome {
  if (admitted === undefined || !mayPublish) return NOTHING;
  const read = admitted.workload === 'None' ? readPoolOutcome : readOutcome;
  return read({ state, admitted, pool, ...sinceOf(state, admitted, now) }, config, now);
}

/** What is admitted, with the placement revision that the outcome requires, and since when. */
function admittedFields(
  state: ExposureState,
  { admission: { admitted }, outcome }: Pick<Report, 'admission' | 'outcome'>,
  now: number,
): Pick<ExposureStatus, 'admitted' | 'admittedSince'> {
  if (admitted === undefined) return {};
  const revised = { ...admitted, ...placementRevision(outcome.placementRevision) };
  return { admitted: revised, ...sinceOf(state, revised, now) };
}

/** Until when it is too early to report that there is no node, in milliseconds since the epoch; 0: it is not. */
function firstReportAt(
  { exposure, previous }: ExposureState,
  problems: readonly Problem[],
  now: number,
): number {
  const onlyProgresses = problems.every(({ reason }) => reason === 'Progressing');
  if (!onlyProgresses || previous.nodes.length > 0 || previous.problems.length > 0) return 0;
  const end = (readTime(exposure.metadata.creationTimestamp) ?? 0) + FIRST_REPORT;
  // A clock of the API server that is ahead must not delay the report.
  return end <= now + FIRST_REPORT ? end : 0;
}

interface Report {
  readonly admission: Admission;
  readonly outcome: Outcome;
  readonly ipMode: IPMode;
  /** The most important first. */
  readonly problems: readonly Problem[];
}

function statusOf(state: ExposureState, report: Report, now: number): ExposureStatus {
  const { exposure, previous } = state;
  const { admission, outcome, ipMode, problems } = report;
  const { generation } = exposure.metadata;
  const about = generation == null ? {} : { observedGeneration: generation };
  const { nodes, maxUnavailable, waitsFor } = outcome;
  const published = { count: nodes.length, what: nodes.length === 1 ? 'node' : 'nodes' };
  const verdict = exposedVerdict(published, problems);
  return {
    ...about,
    ...admittedFields(state, report, now),
    ipMode,
    ...(admission.ipvsNode === undefined ? {} : { ipvsNode: admission.ipvsNode }),
    maxUnavailable,
    ...(followsEndpoints(state, report.admission.admitted?.workload) ? { followsEndpoints: true } : {}),
    ...(waitsFor === undefined ? {} : { waitsFor }),
    servingNodes: nodes.length,
    nodes,
    problems,
    conditions: withCondition(previous.conditions, { type: 'Exposed', ...verdict, ...about }, now),
  };
}

/** The list of nodes as it fits into the status. */
function fitted(outcome: Outcome): Outcome {
  const nodes = fitting(outcome.nodes, MAX_BYTES);
  if (nodes.length === outcome.nodes.length) return outcome;
  const fit = `${outcome.nodes.length} nodes serve, but only ${nodes.length} fit into the status`;
  const tooMany = problem('TooManyNodes', `${fit}; use a pool with fewer nodes`);
  return { ...outcome, nodes, problems: [...outcome.problems, tooMany] };
}

/**
 * From a ServiceExposure and what runs for it to its status. Pure: the same arguments give the same answer, and an answer
 * that is applied leads to the same answer again.
 * @param now milliseconds since the epoch
 */
export function syncExposure(state: ExposureState, config: CoreConfig, now: number): ExposureAnswer {
  const admission = isOfItsService(state.exposure) ? admit(state, config) : NOT_OWNED;
  const outcome = fitted(outcomeOf(state, admission, config, now));
  const { options } = state.exposure.spec;
  const ipMode = planIPMode({ ...admission, ...outcome, options });
  const problems = byRank([...admission.problems, ...outcome.problems]);
  const reportAt = outcome.nodes.length > 0 ? 0 : firstReportAt(state, problems, now);
  const status = statusOf(state, { admission, outcome, ipMode, problems }, now);
  return {
    attachments: [],
    // Without nodes and problems services/sync does not change the status of the Service yet.
    status: reportAt > now ? { ...status, problems: [] } : status,
    ...resyncAt([...outcome.recheckAt, reportAt], now),
  };
}
