import type { CoreConfig } from '../config.ts';
import { isEqual } from '../kubernetes/equal.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { ExposureStatus } from '../kubernetes/service-exposure.ts';
import { ignoredIPProblems, planAddresses } from './addresses.ts';
import type { Answer } from './answer.ts';
import { objectionTo } from './claim.ts';
import { renderExposure } from './exposure.ts';
import type { DesiredExposure } from './exposure.ts';
import type { Service, ServiceState } from './observed.ts';
import { readOptions } from './options.ts';
import { readRequested } from './requested.ts';
import { readRunning } from './running.ts';
import { exposedStatus, release } from './status.ts';
import type { Publication } from './status.ts';
import { renderWorkloads } from './workload.ts';

const NOTHING: Publication = { addresses: [], ipMode: 'Proxy', sourceRanges: [] };

function notExposed(service: Service, problems: readonly Problem[], now: number): Answer {
  return { attachments: [], ...exposedStatus(service, NOTHING, problems, now) };
}

/**
 * The status of the exposure, if it is about what the Service requests now. exposures/sync may not have seen the last change
 * yet, or somebody has edited the spec.
 */
function currentStatus({ exposure }: ServiceState, desired: DesiredExposure): ExposureStatus | undefined {
  const { metadata, spec, status } = exposure ?? {};
  if (status == null || !isEqual(spec, desired.spec)) return undefined;
  const isStale = metadata?.generation != null && status.observedGeneration !== metadata.generation;
  return isStale ? undefined : status;
}

/**
 * From a Service and its ServiceExposure to what is desired. Pure: the same arguments give the same answer, and an answer
 * that is applied leads to the same answer again.
 * @param now milliseconds since the epoch
 */
export function syncService(state: ServiceState, config: CoreConfig, now: number): Answer {
  const { service } = state;
  if (objectionTo(service, config) !== null) return release(service);

  const reading = readRequested(service);
  if ('problem' in reading) return notExposed(service, [reading.problem], now);
  const { requested } = reading;
  const { options, problems } = readOptions(state, requested, config);
  if (options === undefined) return notExposed(service, problems, now);

  const desired = renderExposure(state, requested, options);
  const status = currentStatus(state, desired);
  // Without a current status, what runs stays admitted.
  const admitted = status === undefined ? readRunning(state, requested) : status.admitted;
  const workloads = admitted && renderWorkloads({ state, requested, options, admitted }, config);
  const attachments = [desired, ...(workloads ?? [])];
  if (status === undefined) return { attachments };
  const all = [...problems, ...status.problems];
  // exposures/sync does not report yet that a new exposure has no node.
  if (status.nodes.length === 0 && all.length === 0) return { attachments };
  const addresses = planAddresses(service, requested, options, status);
  const publication = { addresses, ipMode: status.ipMode, sourceRanges: requested.sourceRanges };
  const problemsOfIP = ignoredIPProblems(service, addresses);
  return { attachments, ...exposedStatus(service, publication, [...all, ...problemsOfIP], now) };
}
