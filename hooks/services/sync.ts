import type { CoreConfig } from '../config.ts';
import { isEqual } from '../kubernetes/equal.ts';
import { portText, readPort } from '../kubernetes/ports.ts';
import { byRank } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { Admitted, ExposureOptions, ExposureStatus } from '../kubernetes/service-exposure.ts';
import { planAddresses } from './addresses.ts';
import { reasonAnnotation } from './answer.ts';
import type { Answer, Workload } from './answer.ts';
import { objectionTo } from './claim.ts';
import { renderExposure } from './exposure.ts';
import type { DesiredExposure } from './exposure.ts';
import { ignoredIPProblems } from './load-balancer-ip.ts';
import type { Service, ServiceState } from './observed.ts';
import { readOptions } from './options.ts';
import { readRequested } from './requested.ts';
import type { Requested } from './requested.ts';
import { readRunning } from './running.ts';
import { exposedCondition, exposedStatus, planCondition, releasedStatus } from './status.ts';
import type { Publication } from './status.ts';
import { renderWorkloads } from './workload.ts';

/** Not ours: no attachments, and nothing of ours in a status that was ours. */
function release(service: Service): Answer {
  const wasOurs = exposedCondition(service) !== undefined;
  const status = wasOurs ? { status: releasedStatus(service) } : {};
  return { attachments: [], ...status, ...reasonAnnotation(service, undefined) };
}

/** What the Service publishes and what is wrong, as its status and annotation. */
function report(
  service: Service,
  publication: Publication,
  problems: readonly Problem[],
  now: number,
): Pick<Answer, 'status' | 'annotations'> {
  const ranked = byRank(problems);
  const [first] = ranked;
  const condition = planCondition(service, publication.addresses.length, ranked, now);
  return {
    status: exposedStatus(service, publication, condition),
    ...reasonAnnotation(service, first && `${first.reason}: ${condition.message}`),
  };
}

const NOTHING: Publication = { addresses: [], ipMode: 'Proxy', sourceRanges: [] };

function notExposed(service: Service, problems: readonly Problem[], now: number): Answer {
  return { attachments: [], ...report(service, NOTHING, problems, now) };
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

/** The workload for the admitted ports. */
function planWorkloads(
  request: { state: ServiceState; requested: Requested; options: ExposureOptions },
  { admitted, maxUnavailable }: { admitted?: Admitted | undefined; maxUnavailable: number },
  config: CoreConfig,
): readonly Workload[] {
  if (admitted === undefined) return [];
  const { requested } = request;
  const byText = new Map(requested.ports.map((port) => [portText(port), port]));
  const ports = admitted.ports.map((text) => byText.get(text) ?? readPort(text));
  return renderWorkloads(
    { ...request, requested: { ...requested, ports }, admitted },
    maxUnavailable,
    config,
  );
}

/**
 * From a Service and its ServiceExposure to what is desired. Pure: the same arguments give the same answer, and an answer
 * that is applied leads to the same answer again.
 * @param now milliseconds since the epoch
 */
export function syncService(state: ServiceState, config: CoreConfig, now: number): Answer {
  const { service, exposure } = state;
  if (objectionTo(service, config) !== null) return release(service);

  const reading = readRequested(service);
  if ('problem' in reading) return notExposed(service, [reading.problem], now);
  const { requested } = reading;
  const { options, problems } = readOptions(state, requested, config);
  if (options === undefined) return notExposed(service, problems, now);

  const desired = renderExposure(state, requested, options);
  const status = currentStatus(state, desired);
  if (status === undefined) {
    const running = {
      admitted: readRunning(state, requested),
      maxUnavailable: exposure?.status?.maxUnavailable ?? 1,
    };
    return { attachments: [desired, ...planWorkloads({ state, requested, options }, running, config)] };
  }
  const attachments = [desired, ...planWorkloads({ state, requested, options }, status, config)];
  const all = [...problems, ...status.problems];
  // exposures/sync does not report yet that a new exposure has no node.
  if (status.nodes.length === 0 && all.length === 0) return { attachments };
  const addresses = planAddresses(service, requested, options, status);
  const publication = { addresses, ipMode: status.ipMode, sourceRanges: requested.sourceRanges };
  const problemsOfIP = ignoredIPProblems(service, addresses);
  return { attachments, ...report(service, publication, [...all, ...problemsOfIP], now) };
}
