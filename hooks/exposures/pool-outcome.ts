import type { CoreConfig } from '../config.ts';
import { problem } from '../kubernetes/problems.ts';
import { chooseAddresses, poolAddresses } from './addresses.ts';
import type { AdmittedState } from './admission.ts';
import type { Outcome } from './outcome.ts';
import type { Pool } from './pool.ts';
import { nodeProblems, staleProblem } from './problems.ts';
import { replacementStart } from './retention.ts';
import { servingNodes } from './serving.ts';

/** Nothing is published, and there is nothing to wait for. */
export const NOTHING: Outcome = {
  nodes: [],
  problems: [],
  usesAllPorts: true,
  maxUnavailable: 1,
  recheckAt: [],
};

/** A pool without nodes has probably not lost them all at once: what is published stays for the retention. */
function outcomeOfEmpty({ state }: AdmittedState, config: CoreConfig, now: number): Outcome {
  const nodes = state.previous.nodes.map((node) => {
    const { replacingSince, since } = replacementStart(node, now);
    return { until: since + config.retentionSeconds * 1000, node: { ...node, replacingSince } };
  });
  const retained = nodes.filter(({ until }) => until > now);
  return {
    ...NOTHING,
    nodes: retained.map(({ node }) => node),
    recheckAt: retained.map(({ until }) => until),
  };
}

function outcomeOfUnknown({ state, pool }: AdmittedState): Outcome {
  const { nodes } = state.previous;
  return {
    ...NOTHING,
    nodes,
    problems: nodes.length === 0 && pool !== undefined ? [staleProblem(pool)] : [],
  };
}

function outcomeOfNodes({ state }: AdmittedState, pool: Pool): Outcome {
  const { spec } = state.exposure;
  const ready = (pool.nodes ?? [])
    .filter((node) => node.ready)
    .map(({ name }) => ({ name, readySince: 0, ports: [] }));
  // kube-proxy answers here, and to traffic from outside it applies externalTrafficPolicy only.
  const serving = spec.externalTrafficPolicy === 'Local' ? servingNodes(ready, state) : ready;
  const names = serving.map(({ name }) => name);
  const addresses = chooseAddresses(names, poolAddresses(pool), spec, pool);
  const nodes = names.flatMap((name) => {
    const own = addresses.get(name);
    return own === undefined ? [] : [{ name, addresses: own }];
  });
  const down = problem('NoReadyNode', `no node of LoadBalancerPool ${pool.name} is ready`);
  const problems =
    ready.length === 0 ? [down] : nodeProblems(state.exposure, ready.length, serving.length, nodes.length);
  return { ...NOTHING, nodes, problems };
}

/**
 * What becomes of an exposure without proxies (workload None): kube-proxy answers at the addresses of the ready nodes of
 * the pool as soon as they are published.
 */
export function readPoolOutcome(of: AdmittedState, config: CoreConfig, now: number): Outcome {
  const { pool } = of;
  if (pool?.state === 'empty') return outcomeOfEmpty(of, config, now);
  return pool?.state === 'current' ? outcomeOfNodes(of, pool) : outcomeOfUnknown(of);
}
