import type { ServicesConfig } from '../config.ts';
import { reasonAnnotation, resyncAt } from './answer.ts';
import type { Answer } from './answer.ts';
import { objectionTo } from './claim.ts';
import { readExposure } from './exposure.ts';
import type { ExposureReading } from './exposure.ts';
import type { Observed, Service } from './observed.ts';
import { readOptions } from './options.ts';
import { firstLookAt, readOutcome } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { byRank } from './problems.ts';
import { conditionOf, exposedCondition, exposedStatus, releasedStatus } from './status.ts';
import { renderWorkload } from './workload.ts';

const NOT_EXPOSED: ExposureReading = { exposure: undefined, problems: [] };
const NO_OUTCOME: Outcome = { addresses: [], problems: [], maxUnavailable: 1, recheckAt: [] };

/** Not ours: no workload, and no trace of us in a status that was ours. */
function release(service: Service): Answer {
  const wasOurs = exposedCondition(service) !== undefined;
  const status = wasOurs ? { status: releasedStatus(service) } : {};
  return { attachments: [], ...status, ...reasonAnnotation(service, undefined) };
}

/**
 * From what is observed of a Service to what is desired. Pure: the same arguments give the same answer, and applying
 * the answer leads to one that asks for nothing more.
 * @param now milliseconds since the epoch
 */
export function syncService(observed: Observed, config: ServicesConfig, now: number): Answer {
  const { service } = observed;
  if (objectionTo(service, config) !== null) return release(service);

  const { options, texts, problems: faults } = readOptions(observed);
  const { exposure, problems: refusals } = options
    ? readExposure(service, { options, texts }, config)
    : NOT_EXPOSED;
  const outcome = exposure ? readOutcome(observed, exposure, config, now) : NO_OUTCOME;
  const attachments = exposure ? [renderWorkload(exposure, config, outcome.maxUnavailable)] : [];
  const problems = byRank([...faults, ...refusals, ...outcome.problems]);

  const firstLook = firstLookAt(observed, { addresses: outcome.addresses, problems }, now);
  if (firstLook !== undefined) return { attachments, ...resyncAt([firstLook], now) };

  const condition = conditionOf(service, outcome.addresses, problems, now);
  const [first] = problems;
  return {
    attachments,
    status: exposedStatus(service, outcome.addresses, exposure?.ipMode ?? 'VIP', condition),
    ...reasonAnnotation(service, first && `${first.reason}: ${condition.message}`),
    ...resyncAt(outcome.recheckAt, now),
  };
}
