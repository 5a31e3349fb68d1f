import type { CoreConfig } from '../config.ts';
import { exposureName } from '../kubernetes/names.ts';
import { problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { ExposureNode } from '../kubernetes/service-exposure.ts';
import type { AdmittedState } from './admission.ts';
import { nodeProblems, problemTimes, staleProblem, workloadProblems } from './problems.ts';
import { readProxies } from './proxies.ts';
import { publish } from './publication.ts';
import { isMoving, maxUnavailable } from './replacement.ts';
import type { Replacement } from './replacement.ts';
import { readRollout } from './rollout.ts';
import { readyNodes, servingNodes } from './serving.ts';
import type { ReadyNode } from './serving.ts';

/** What became of what is admitted. */
export interface Outcome {
  /** The nodes to publish, in order of name. */
  readonly nodes: readonly ExposureNode[];
  readonly problems: readonly Problem[];
  /** Whether all of these nodes use all admitted ports, so kube-proxy may answer for them too. */
  readonly usesAllPorts: boolean;
  /** How many proxies a rolling update may replace at a time. */
  readonly maxUnavailable: number;
  /** When time alone may change the answer, in milliseconds since the epoch. */
  readonly recheckAt: readonly number[];
}

function progress(nodes: readonly ExposureNode[], of: AdmittedState, replacement: Replacement): Problem[] {
  const { state, admitted, pool } = of;
  if (nodes.length > 0) {
    const wasProgressing = state.previous.problems.some(({ reason }) => reason === 'Progressing');
    const isReplacing = nodes.some(({ replacingSince }) => replacingSince !== undefined);
    const continues = wasProgressing && isMoving(replacement);
    return isReplacing || replacement.rollout.isSwitching || continues
      ? [problem('Progressing', 'proxies are starting or being replaced')]
      : [];
  }
  if (pool?.state === 'stale') return [staleProblem(pool)];
  const workload = `${admitted.workload} ${exposureName(state.exposure.spec.service)}`;
  return [problem('Progressing', `no proxy is ready yet, see ${workload}`)];
}

function useAllPorts(
  nodes: readonly ExposureNode[],
  serving: readonly ReadyNode[],
  { state, admitted }: AdmittedState,
): boolean {
  const { previous } = state;
  const before = new Set(previous.ipMode === 'VIP' ? previous.admitted?.ports : []);
  const hadAll = admitted.ports.every((port) => before.has(port));
  const byName = new Map(serving.map(({ name, ports }) => [name, new Set(ports)]));
  return nodes.every(({ name }) => {
    const used = byName.get(name);
    // A node whose proxy is being replaced used them all before, if its address was published as VIP.
    return used === undefined ? hadAll : admitted.ports.every((port) => used.has(port));
  });
}

/** Reads what became of an exposure with proxies: the nodes to publish, what is wrong, and when to look again. */
export function readOutcome(of: AdmittedState, config: CoreConfig, now: number): Outcome {
  const { state, admitted, pool } = of;
  const proxies = readProxies(state);
  const replacement: Replacement = {
    admitted,
    rollout: readRollout(state, admitted, proxies),
    proxies,
    previous: state.previous.nodes,
    retention: config.retentionSeconds * 1000,
    now,
  };
  const ready = readyNodes(proxies, admitted.ports);
  const serving = servingNodes(ready, state);
  const { nodes, recheckAt } = publish(serving, of, replacement);
  return {
    nodes,
    problems: [
      ...workloadProblems(of, replacement),
      ...(pool?.state === 'stale'
        ? []
        : nodeProblems(state.exposure, ready.length, serving.length, nodes.length)),
      ...progress(nodes, of, replacement),
    ],
    usesAllPorts: useAllPorts(nodes, serving, of),
    maxUnavailable: maxUnavailable(replacement),
    recheckAt: [...recheckAt, ...problemTimes(replacement)],
  };
}
