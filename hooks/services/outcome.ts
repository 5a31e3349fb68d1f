import type { ServicesConfig } from '../config.ts';
import { readTime } from '../wire.ts';
import { proxyAddressBook } from './addresses.ts';
import type { Exposure } from './exposure.ts';
import { isMoving, maxUnavailable } from './grace.ts';
import type { Replacement } from './grace.ts';
import { readyNodes, servingNodes } from './nodes.ts';
import type { Observed } from './observed.ts';
import { problem } from './problems.ts';
import type { Problem } from './problems.ts';
import { publish } from './publication.ts';
import type { Publication } from './publication.ts';
import { readProxies } from './proxies.ts';
import { readRollout } from './rollout.ts';
import { exposedCondition, progressStart } from './status.ts';
import { problemTimes, workloadProblems } from './workload-problems.ts';
import { workloadName } from './workload.ts';

/** What the cluster has made of the workload so far. */
export interface Outcome {
  readonly addresses: readonly string[];
  readonly problems: readonly Problem[];
  /** How many proxies a rollout may have down. */
  readonly maxUnavailable: number;
  /** When time alone may change the answer, in milliseconds since the epoch. */
  readonly recheckAt: readonly number[];
}

/** How long a new Service may take to get its first address before its status says that it has none. */
const FIRST_LOOK = 2000;

function readReplacement(
  observed: Observed,
  exposure: Exposure,
  config: ServicesConfig,
  now: number,
): Replacement {
  const proxies = readProxies(observed);
  return {
    rollout: readRollout(observed, exposure.options.workload, proxies),
    proxies,
    book: proxyAddressBook(proxies),
    start: progressStart(observed.service, now),
    grace: config.addressGraceSeconds * 1000,
    now,
  };
}

/** What keeps ready proxies from being published. */
function nodeProblems(ready: number, serving: number, addresses: number): Problem[] {
  if (addresses > 0 || ready === 0) return [];
  return serving === 0
    ? [
        problem(
          'NoLocalEndpoints',
          'externalTrafficPolicy is Local and no node with a proxy has a ready endpoint',
        ),
      ]
    : [problem('NoReadyNode', 'no ready node has an address of the wanted family and type')];
}

function progress(
  observed: Observed,
  exposure: Exposure,
  { addresses, replacing }: Publication,
  replacement: Replacement,
): Problem[] {
  const wasProgressing = exposedCondition(observed.service)?.reason === 'Progressing';
  if (addresses.length > 0) {
    const going = replacing || replacement.rollout.switching || (wasProgressing && isMoving(replacement));
    return going ? [problem('Progressing', 'proxies are starting or being replaced')] : [];
  }
  const workload = `${exposure.options.workload} ${workloadName(exposure)}`;
  return [problem('Progressing', `no proxy is ready yet, see ${workload}`)];
}

/** Reads what became of the exposure: the addresses to publish, what is wrong, and when to look again. */
export function readOutcome(
  observed: Observed,
  exposure: Exposure,
  config: ServicesConfig,
  now: number,
): Outcome {
  const replacement = readReplacement(observed, exposure, config, now);
  const ready = readyNodes(replacement.proxies);
  const serving = servingNodes(ready, observed, exposure.local);
  const publication = publish(observed.service, serving, exposure.options, replacement);
  const { addresses, recheckAt } = publication;
  const problems = [
    ...workloadProblems(observed, exposure, replacement),
    ...nodeProblems(ready.length, serving.length, addresses.length),
    ...progress(observed, exposure, publication, replacement),
  ];
  return {
    addresses,
    problems,
    maxUnavailable: maxUnavailable(replacement),
    recheckAt: [...recheckAt, ...problemTimes(replacement)],
  };
}

/**
 * Until when it is too early to say that a Service has no address: most get theirs in a moment, and each status is two
 * writes. In milliseconds since the epoch; undefined if it is time, or something was said already or cannot wait.
 */
export function firstLookAt(
  { service, daemonSets, deployments }: Observed,
  { addresses, problems }: Pick<Outcome, 'addresses' | 'problems'>,
  now: number,
): number | undefined {
  const onlyWaiting = addresses.length === 0 && problems.every(({ reason }) => reason === 'Progressing');
  if (!onlyWaiting || exposedCondition(service) !== undefined) return undefined;
  const [newest = service] = [...daemonSets, ...deployments];
  const end = (readTime(newest.metadata?.creationTimestamp) ?? 0) + FIRST_LOOK;
  // A clock ahead of ours must not make us silent for longer.
  return end > now && end <= now + FIRST_LOOK ? end : undefined;
}
