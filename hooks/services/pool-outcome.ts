import type { CoreConfig } from '../config.ts';
import { readTime } from '../kubernetes/wire.ts';
import { poolAddressBook } from './addresses.ts';
import type { Exposure } from './exposure.ts';
import { servingNodes } from './nodes.ts';
import type { Observed } from './observed.ts';
import { NO_OUTCOME, nodeProblems, untold } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { Pool } from './pool.ts';
import { problem } from '../kubernetes/problems.ts';
import { publish, publishedAddresses } from './publication.ts';
import { exposedCondition } from './status.ts';

const COMPLETE = {
  desired: undefined,
  switching: false,
  behind: false,
  isFirst: false,
  updated: true,
  complete: true,
};

/** A pool without nodes has hardly lost them all: what is published stays for a grace, counted from when we said so. */
function outcomeOfEmpty({ service }: Observed, config: CoreConfig, now: number): Outcome {
  const condition = exposedCondition(service);
  const since = condition?.reason === 'NoNodeMatches' ? readTime(condition.lastTransitionTime) : now;
  const until = (since ?? 0) + config.retentionSeconds * 1000;
  const addresses = until > now ? publishedAddresses(service) : [];
  return { ...NO_OUTCOME, addresses, recheckAt: addresses.length > 0 ? [until] : [] };
}

function outcomeOfUntold({ service }: Observed, pool: Pool): Outcome {
  const addresses = publishedAddresses(service);
  return { ...NO_OUTCOME, addresses, problems: addresses.length > 0 ? [] : [untold(pool)] };
}

/**
 * What becomes of a Service without proxies (workload None): kube-proxy answers at the addresses of the pool's ready
 * nodes as soon as they are published.
 */
export function readPoolOutcome(
  observed: Observed,
  { options, local }: Exposure,
  config: CoreConfig,
  now: number,
): Outcome {
  const { pool } = options;
  if (pool === undefined) return NO_OUTCOME;
  if (pool.state === 'empty') return outcomeOfEmpty(observed, config, now);
  if (pool.nodes === undefined) return outcomeOfUntold(observed, pool);
  const ready = pool.nodes
    .filter((node) => node.ready)
    .map(({ name }) => ({ name, readySince: 0, ports: [] }));
  const serving = servingNodes(ready, observed, local);
  const book = poolAddressBook(pool.nodes);
  const replacement = { rollout: COMPLETE, proxies: [], book, start: now, grace: 0, now };
  const { addresses } = publish(observed.service, serving, options, replacement);
  const down = problem('NoReadyNode', `no node of LoadBalancerPool ${pool.name} is ready`);
  const problems = ready.length === 0 ? [down] : nodeProblems(ready.length, serving.length, addresses.length);
  return { ...NO_OUTCOME, addresses, problems };
}
