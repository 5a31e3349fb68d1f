import type { CoreConfig } from '../config.ts';
import { problem } from '../kubernetes/problems.ts';
import type { ExposureNode } from '../kubernetes/service-exposure.ts';
import { chooseAddresses, missingFamilies, poolAddresses } from './addresses.ts';
import type { AdmittedState } from './admission.ts';
import { foreignNodes } from './exclusive.ts';
import type { Outcome } from './outcome.ts';
import type { Pool } from './pool.ts';
import { endpointProblems, familyProblems, nodeProblems, staleProblem } from './problems.ts';
import { replacementStart } from './retention.ts';
import { portsHeld } from './port-taken.ts';
import { holdersOn, nodesOf } from './rivals.ts';
import { servingRule } from './serving.ts';

/** Nothing is published, and there is nothing to wait for. */
export const NOTHING: Outcome = {
  nodes: [],
  problems: [],
  usesAllPorts: true,
  isChecked: true,
  maxUnavailable: 1,
  placementRevision: 0,
  recheckAt: [],
};

/** What is published, without nodes that belong to an exclusive pool now, or where an older exposure holds a port. */
function previousNodes({ state, admitted }: AdmittedState): ExposureNode[] {
  const { nodes } = state.previous;
  const names = nodes.map(({ name }) => name);
  const held = nodesOf(holdersOn(state.rivals, names));
  const foreign = foreignNodes(state, admitted);
  return nodes.filter(({ name }) => !foreign.has(name) && !held.has(name));
}

/** A pool without nodes has probably not lost them all at once: what is published stays for the retention. */
function outcomeOfEmpty(of: AdmittedState, config: CoreConfig, now: number): Outcome {
  const nodes = previousNodes(of).map((node) => {
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

function outcomeOfUnknown(of: AdmittedState): Outcome {
  const { pool } = of;
  const nodes = previousNodes(of);
  return {
    ...NOTHING,
    nodes,
    problems: nodes.length === 0 && pool !== undefined ? [staleProblem(pool)] : [],
  };
}

function outcomeOfNodes(of: AdmittedState, pool: Pool): Outcome {
  const { state } = of;
  const { spec } = state.exposure;
  const ready = (pool.nodes ?? []).filter((node) => node.ready).map(({ name }) => name);
  const serving = ready.filter(servingRule(state, 'None'));
  const holders = holdersOn(state.rivals, serving);
  const held = nodesOf(holders);
  const names = serving.filter((name) => !held.has(name));
  const heldPorts = new Set(holders.flatMap((holder) => holder.ports));
  const waitsFor = {
    ports: spec.ports.filter((port) => heldPorts.has(port)),
    nodes: serving.filter((name) => held.has(name)),
  };
  const addresses = chooseAddresses(names, poolAddresses(pool), spec, pool);
  const nodes = names.flatMap((name) => {
    const own = addresses.get(name);
    return own === undefined ? [] : [{ name, addresses: own }];
  });
  const down = problem('NoReadyNode', `no node of LoadBalancerPool ${pool.name} is ready`);
  const ofNodes = nodeProblems(state.exposure, ready.length, serving.length, nodes.length);
  const problems = [
    ...endpointProblems(state, 'None'),
    ...portsHeld(waitsFor.ports, holders, state.rivals),
    ...familyProblems(missingFamilies([...addresses.values()].flat(), spec), of),
    ...(ready.length === 0 ? [down] : []),
    // The holders already explain why nodes are missing.
    ...(holders.length > 0 ? [] : ofNodes),
  ];
  return { ...NOTHING, nodes, problems, ...(holders.length > 0 ? { waitsFor } : {}) };
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
