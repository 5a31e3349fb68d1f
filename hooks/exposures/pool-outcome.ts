import { exclusivePools } from '../kubernetes/exclusive-pools.ts';
import { problem } from '../kubernetes/problems.ts';
import type { ExposureNode } from '../kubernetes/service-exposure.ts';
import { addressesIn, chooseAddresses, familyProblems } from './addresses.ts';
import type { AdmittedExposure } from './admitted.ts';
import { withoutCordoned } from './cordon.ts';
import { NOTHING } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { Pool } from './pool.ts';
import { portsHeld } from './port-taken.ts';
import { endpointProblems, nodeProblems, staleProblem } from './problems.ts';
import { replacementStart } from './retention.ts';
import { holdersOn, nodesOf } from './rivals.ts';
import { servingRule } from './serving.ts';

/** What is published, without nodes that belong to an exclusive pool now, or where an older exposure holds a port. */
function previousNodes({ pools, previous, admitted, rivals }: AdmittedExposure): ExposureNode[] {
  const { nodes } = previous;
  const held = holdersOn(
    rivals,
    nodes.map(({ name }) => name),
  );
  const exclusive = new Set(exclusivePools(pools, admitted.pool).map(({ name }) => name));
  const foreign = pools.filter(({ metadata }) => exclusive.has(metadata.name));
  const lost = new Set([
    ...nodesOf(held),
    ...foreign.flatMap(({ status }) => (status?.nodes ?? []).map(({ name }) => name)),
  ]);
  return nodes.filter(({ name }) => !lost.has(name));
}

/** A pool without nodes has probably not lost them all at once: what is published stays for the retention. */
function outcomeOfEmpty(of: AdmittedExposure): Outcome {
  const nodes = previousNodes(of).map((node) => {
    const { replacingSince, since } = replacementStart(node, of.now);
    return { until: since + of.retention, node: { ...node, replacingSince } };
  });
  const retained = nodes.filter(({ until }) => until > of.now);
  return {
    ...NOTHING,
    nodes: retained.map(({ node }) => node),
    recheckAt: retained.map(({ until }) => until),
  };
}

function outcomeOfNodes(of: AdmittedExposure, pool: Pool): Outcome {
  const { exposure, rivals } = of;
  const { spec } = exposure;
  const ready = (pool.nodes ?? []).filter((node) => node.ready).map(({ name }) => name);
  const serving = ready.filter(servingRule(of));
  const holders = holdersOn(rivals, serving);
  const held = nodesOf(holders);
  const heldPorts = new Set(holders.flatMap((holder) => holder.ports));
  const waitsFor = {
    ports: spec.ports.filter((port) => heldPorts.has(port)),
    nodes: serving.filter((name) => held.has(name)),
  };
  const free = serving.filter((name) => !held.has(name));
  const all = chooseAddresses(free, addressesIn(pool.nodes ?? []), spec, pool);
  const addresses = withoutCordoned(all, free, serving, of);
  const nodes = [...addresses].map(([name, own]) => ({ name, addresses: own }));
  const down = problem('NoReadyNode', `no node of LoadBalancerPool ${pool.name} is ready`);
  const problems = [
    ...endpointProblems(of),
    ...portsHeld(waitsFor.ports, holders, rivals),
    ...familyProblems([...addresses.values()].flat(), of),
    ...(ready.length === 0 ? [down] : []),
    // The holders already explain why nodes are missing.
    ...(holders.length > 0 ? [] : nodeProblems(exposure, ready.length, serving.length, nodes.length)),
  ];
  return { ...NOTHING, nodes, problems, ...(holders.length > 0 ? { waitsFor } : {}) };
}

/**
 * What becomes of an exposure without proxies (workload None): kube-proxy answers at the addresses of the ready nodes of
 * the pool as soon as they are published.
 */
export function readPoolOutcome(of: AdmittedExposure): Outcome {
  const { pool } = of;
  if (pool?.state === 'empty') return outcomeOfEmpty(of);
  if (pool?.state === 'current') return outcomeOfNodes(of, pool);
  const nodes = previousNodes(of);
  return { ...NOTHING, nodes, problems: nodes.length === 0 && pool ? [staleProblem(pool)] : [] };
}
