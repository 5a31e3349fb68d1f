import type { CoreConfig } from '../config.ts';
import { readTime } from '../kubernetes/wire.ts';
import { poolAddressBook, proxyAddressBook } from './addresses.ts';
import { portText } from './exposure.ts';
import type { Exposure } from './exposure.ts';
import { isMoving, maxUnavailable } from './grace.ts';
import type { Replacement } from './grace.ts';
import { readyNodes, servingNodes } from './nodes.ts';
import type { ReadyNode } from './nodes.ts';
import type { Observed } from './observed.ts';
import { problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import { poolProblems } from './pool.ts';
import type { Pool } from './pool.ts';
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
  /** The ready proxies hold all the ports, or will in a moment: kube-proxy may answer for them too. */
  readonly isHeld: boolean;
  /** How many proxies a rollout may have down. */
  readonly maxUnavailable: number;
  /** When time alone may change the answer, in milliseconds since the epoch. */
  readonly recheckAt: readonly number[];
}

/** Nothing is published, and no proxies are there to wait for. */
export const NO_OUTCOME: Outcome = {
  addresses: [],
  problems: [],
  isHeld: true,
  maxUnavailable: 1,
  recheckAt: [],
};

/**
 * How long a new Service may take to get its first address before its status says that it has none. Times of creation are
 * in whole seconds: it is up to a second less.
 */
const FIRST_LOOK = 3000;

/** Where the proxies are in their coming and going. */
export function readReplacement(
  observed: Observed,
  exposure: Exposure,
  config: CoreConfig,
  now: number,
): Replacement {
  const proxies = readProxies(observed);
  const { pool } = exposure.options;
  return {
    rollout: readRollout(observed, exposure.options.workload, proxies),
    proxies,
    book: pool?.nodes === undefined ? proxyAddressBook(proxies) : poolAddressBook(pool.nodes),
    // Beside the problem that the pool has, nobody knows since when the workload progresses.
    start: pool === undefined || poolProblems(pool).length === 0 ? progressStart(observed.service, now) : 0,
    grace: config.retentionSeconds * 1000,
    now,
  };
}

/** What keeps ready nodes from being published. */
export function nodeProblems(ready: number, serving: number, addresses: number): Problem[] {
  if (addresses > 0 || ready === 0) return [];
  return serving === 0
    ? [
        problem(
          'NoLocalEndpoints',
          'externalTrafficPolicy is Local and no node that could be published has a ready endpoint',
        ),
      ]
    : [problem('NoReadyNode', 'no ready node has an address of the wanted family and type')];
}

/** Says that the pool's status is still to come. */
export function untold({ name }: Pool): Problem {
  return problem(
    'Progressing',
    `LoadBalancerPool ${name} has not told its nodes yet, see kubectl get lbpool`,
  );
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
  const { pool } = exposure.options;
  if (pool?.state === 'untold') return [untold(pool)];
  const workload = `${exposure.options.workload} ${workloadName(exposure)}`;
  return [problem('Progressing', `no proxy is ready yet, see ${workload}`)];
}

function holdAll(nodes: readonly ReadyNode[], exposure: Exposure): boolean {
  const wanted = exposure.ports.map(portText);
  return nodes.every(({ ports }) => wanted.every((port) => ports.includes(port)));
}

/** Reads what became of the exposure: the addresses to publish, what is wrong, and when to look again. */
export function readOutcome(
  observed: Observed,
  exposure: Exposure,
  config: CoreConfig,
  now: number,
): Outcome {
  const replacement = readReplacement(observed, exposure, config, now);
  const ready = readyNodes(replacement.proxies);
  const serving = servingNodes(ready, observed, exposure.local);
  const publication = publish(observed.service, serving, exposure.options, replacement);
  const { addresses, recheckAt } = publication;
  const isUntold = exposure.options.pool?.state === 'untold';
  const problems = [
    ...workloadProblems(observed, exposure, replacement),
    ...(isUntold ? [] : nodeProblems(ready.length, serving.length, addresses.length)),
    ...progress(observed, exposure, publication, replacement),
  ];
  const isHeld = holdAll(ready, exposure);
  // A rollout that brings a port takes some seconds. One that is stuck, or finds the port taken, must not have kube-proxy
  // answer for it meanwhile: somebody else may hold it.
  const comingUntil = replacement.start + replacement.grace;
  const isComing = problems.every(({ reason }) => reason !== 'PortTaken');
  return {
    addresses,
    problems,
    isHeld: isHeld || (isComing && now < comingUntil),
    maxUnavailable: maxUnavailable(replacement),
    recheckAt: [...recheckAt, ...problemTimes(replacement), ...(isHeld ? [] : [comingUntil])],
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
