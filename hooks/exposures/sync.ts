import type { CoreConfig } from '../config.ts';
import { resyncAt } from '../kubernetes/answer.ts';
import type { Resync } from '../kubernetes/answer.ts';
import { exposedVerdict, withCondition } from '../kubernetes/conditions.ts';
import { fitting } from '../kubernetes/fitting.ts';
import { placementRevision } from '../kubernetes/placement-revision.ts';
import { byRank, problem } from '../kubernetes/problems.ts';
import { isOfItsService } from '../kubernetes/service-exposure.ts';
import type { ExposureStatus } from '../kubernetes/service-exposure.ts';
import { readTime } from '../kubernetes/wire.ts';
import { admit, sinceOf } from './admission.ts';
import type { Admission } from './admission.ts';
import { planIPMode } from './ip-mode.ts';
import type { ExposureState } from './observed.ts';
import { NOTHING, readOutcome } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { readPoolOutcome } from './pool-outcome.ts';
import { readRollout } from './rollout.ts';
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
  mayPublish: false,
  problems: [
    problem('NotOwned', 'no Service owns this ServiceExposure; delete it, its Service makes its own'),
  ],
};

/** What became of what is admitted, its nodes as they fit into the status. */
function outcomeOf(
  state: ExposureState,
  { admitted, mayPublish, pool }: Admission,
  config: CoreConfig,
  now: number,
): Outcome {
  if (admitted === undefined || !mayPublish) return NOTHING;
  const rollout = readRollout(state, admitted);
  const retention = config.retentionSeconds * 1000;
  const read = admitted.workload === 'None' ? readPoolOutcome : readOutcome;
  const outcome = read({ ...state, admitted, pool, rollout, retention, now });
  const nodes = fitting(outcome.nodes, MAX_BYTES);
  if (nodes.length === outcome.nodes.length) return outcome;
  const fit = `${outcome.nodes.length} nodes serve, but only ${nodes.length} fit into the status`;
  const tooMany = problem('TooManyNodes', `${fit}; use a pool with fewer nodes`);
  return { ...outcome, nodes, problems: [...outcome.problems, tooMany] };
}

/** Until when it is too early to report that there is no node, in milliseconds since the epoch; 0: it is not. */
function firstReportAt(
  { exposure, previous }: ExposureState,
  { nodes, problems }: Outcome,
  now: number,
): number {
  const onlyProgresses = problems.every(({ reason }) => reason === 'Progressing');
  const isFirst = previous.nodes.length === 0 && previous.problems.length === 0;
  if (nodes.length > 0 || !onlyProgresses || !isFirst) return 0;
  const end = (readTime(exposure.metadata.creationTimestamp) ?? 0) + FIRST_REPORT;
  // A clock of the API server that is ahead must not delay the report.
  return end <= now + FIRST_REPORT ? end : 0;
}

/** What is admitted, with the placement revision that the outcome requires, and since when. */
function admittedFields(
  { previous }: ExposureState,
  { admitted }: Admission,
  outcome: Outcome,
  now: number,
): Pick<ExposureStatus, 'admitted' | 'admittedSince'> {
  if (admitted === undefined) return {};
  const revised = { ...admitted, ...placementRevision(outcome.placementRevision) };
  const since = sinceOf(revised, previous, now);
  return { admitted: revised, ...(since === undefined ? {} : { admittedSince: since }) };
}

/** @param outcome with all problems, the most important first */
function statusOf(state: ExposureState, admission: Admission, outcome: Outcome, now: number): ExposureStatus {
  const { exposure, previous } = state;
  const { admitted, ipvsNode } = admission;
  const { nodes, problems, maxUnavailable, waitsFor } = outcome;
  const { generation } = exposure.metadata;
  const about = generation == null ? {} : { observedGeneration: generation };
  const published = { count: nodes.length, what: nodes.length === 1 ? 'node' : 'nodes' };
  const verdict = exposedVerdict(published, problems);
  return {
    ...about,
    ...admittedFields(state, admission, outcome, now),
    ipMode: planIPMode(exposure.spec.options, admitted ?? {}, outcome.allowsVIP),
    ...(ipvsNode === undefined ? {} : { ipvsNode }),
    maxUnavailable,
    ...(followsEndpoints(state, admitted?.workload) ? { followsEndpoints: true } : {}),
    ...(waitsFor === undefined ? {} : { waitsFor }),
    servingNodes: nodes.length,
    nodes,
    problems,
    conditions: withCondition(previous.conditions, { type: 'Exposed', ...verdict, ...about }, now),
  };
}

/**
 * From a ServiceExposure and what runs for it to its status. Pure: the same arguments give the same answer, and an answer
 * that is applied leads to the same answer again.
 * @param now milliseconds since the epoch
 */
export function syncExposure(state: ExposureState, config: CoreConfig, now: number): ExposureAnswer {
  const admission = isOfItsService(state.exposure) ? admit(state, config) : NOT_OWNED;
  const found = outcomeOf(state, admission, config, now);
  const outcome = { ...found, problems: byRank([...admission.problems, ...found.problems]) };
  const reportAt = firstReportAt(state, outcome, now);
  const status = statusOf(state, admission, outcome, now);
  return {
    attachments: [],
    // Without nodes and problems services/sync does not change the status of the Service yet.
    status: reportAt > now ? { ...status, problems: [] } : status,
    ...resyncAt([...outcome.recheckAt, reportAt], now),
  };
}
