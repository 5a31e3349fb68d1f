import type { Condition } from '../kubernetes/conditions.ts';
import type { CoreConfig } from '../config.ts';
import { reasonAnnotation, resyncAt } from './answer.ts';
import type { Answer } from './answer.ts';
import { objectionTo } from './claim.ts';
import { readExposure } from './exposure.ts';
import type { Exposure, ExposureReading } from './exposure.ts';
import type { Observed, Service } from './observed.ts';
import { readOptions } from './options.ts';
import type { OptionsReading } from './options.ts';
import { NO_OUTCOME, firstLookAt, readOutcome } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { readPoolOutcome } from './pool-outcome.ts';
import { byRank } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { IngressOptions } from './status.ts';
import {
  conditionOf,
  exposedCondition,
  exposedStatus,
  loadBalancerOf,
  poolCondition,
  releasedStatus,
} from './status.ts';
import { renderWorkloads } from './workload.ts';

const NOT_EXPOSED: ExposureReading = { exposure: undefined, problems: [] };

/** Not ours: no workload, and no trace of us in a status that was ours. */
function release(service: Service): Answer {
  const wasOurs = exposedCondition(service) !== undefined;
  const status = wasOurs ? { status: releasedStatus(service) } : {};
  return { attachments: [], ...status, ...reasonAnnotation(service, undefined) };
}

function outcomeOf(
  observed: Observed,
  exposure: Exposure | undefined,
  config: CoreConfig,
  now: number,
): Outcome {
  if (exposure === undefined) return NO_OUTCOME;
  const read = exposure.options.workload === 'None' ? readPoolOutcome : readOutcome;
  return read(observed, exposure, config, now);
}

function ingressOptions(exposure: Exposure | undefined, { isHeld }: Outcome): IngressOptions {
  const { options, ports = [] } = exposure ?? {};
  // With VIP kube-proxy answers at once, also on a node where somebody else holds the port.
  const ipMode = isHeld ? (exposure?.ipMode ?? 'VIP') : 'Proxy';
  if (options?.workload !== 'None') return { ipMode };
  return { ipMode, ports: ports.map(({ port, protocol }) => ({ port, protocol })) };
}

function poolConditions(service: Service, { options }: OptionsReading, now: number): Condition[] {
  if (options?.pool === undefined) return [];
  const told = { name: options.pool.name, hasProxies: options.workload !== 'None' };
  return [poolCondition(service, told, now)];
}

/** What the answer about a Service that is ours is made of. */
export interface Judgement {
  readonly reading: OptionsReading;
  /** Undefined: nothing may be exposed. */
  readonly exposure: Exposure | undefined;
  readonly outcome: Outcome;
  /** The most telling first. */
  readonly problems: readonly Problem[];
}

/**
 * What a Service that is ours asks for, and what has become of it.
 * @param now milliseconds since the epoch
 */
export function judge(observed: Observed, config: CoreConfig, now: number): Judgement {
  const reading = readOptions(observed);
  const { options, texts } = reading;
  const { exposure, problems: refusals } = options
    ? readExposure(observed.service, { options, texts }, config)
    : NOT_EXPOSED;
  const outcome = outcomeOf(observed, exposure, config, now);
  const problems = byRank([...reading.problems, ...refusals, ...outcome.problems]);
  return { reading, exposure, outcome, problems };
}

/**
 * From what is observed of a Service to what is desired. Pure: the same arguments give the same answer, and applying
 * the answer leads to one that asks for nothing more.
 * @param now milliseconds since the epoch
 */
export function syncService(observed: Observed, config: CoreConfig, now: number): Answer {
  const { service } = observed;
  if (objectionTo(service, config) !== null) return release(service);

  const { reading, exposure, outcome, problems } = judge(observed, config, now);
  const attachments = exposure ? renderWorkloads(exposure, config, outcome.maxUnavailable) : [];
  const firstLook = firstLookAt(observed, { addresses: outcome.addresses, problems }, now);
  if (firstLook !== undefined) return { attachments, ...resyncAt([firstLook], now) };

  const loadBalancer = loadBalancerOf(outcome.addresses, ingressOptions(exposure, outcome));
  const condition = conditionOf(service, outcome.addresses.length, problems, now);
  const inPool = poolConditions(service, reading, now);
  const [first] = problems;
  return {
    attachments,
    status: exposedStatus(service, loadBalancer, [condition, ...inPool]),
    ...reasonAnnotation(service, first && `${first.reason}: ${condition.message}`),
    ...resyncAt(outcome.recheckAt, now),
  };
}
