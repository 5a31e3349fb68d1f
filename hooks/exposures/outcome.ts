import type { CoreConfig } from '../config.ts';
import { exposureName } from '../kubernetes/names.ts';
import { problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { ExposureNode, WaitsFor } from '../kubernetes/service-exposure.ts';
import type { AdmittedState } from './admission.ts';
import {
  endpointProblems,
  familyProblems,
  nodeProblems,
  problemTimes,
  staleProblem,
  workloadProblems,
} from './problems.ts';
import { publish } from './publication.ts';
import { readAppliedProblems } from './applied.ts';
import { isMoving, maxUnavailable } from './replacement.ts';
import type { Replacement } from './replacement.ts';
import { readRollout } from './rollout.ts';
import { readyNodes, servingRule } from './serving.ts';
import { readStrays } from './strays.ts';
import type { ReadyNode } from './serving.ts';

/** What became of what is admitted. */
export interface Outcome {
  /** The nodes to publish, in order of name. */
  readonly nodes: readonly ExposureNode[];
  readonly problems: readonly Problem[];
  readonly waitsFor?: WaitsFor;
  /** Whether all of these nodes use all admitted ports, so kube-proxy may answer for them too. */
  readonly usesAllPorts: boolean;
  /** Whether the proxies of all of these nodes have looked for IPVS and not found it. */
  readonly isChecked: boolean;
  /** How many proxies a rolling update may replace at a time. */
  readonly maxUnavailable: number;
  /** See Placement. */
  readonly placementRevision: number;
  /** When time alone may change the answer, in milliseconds since the epoch. */
  readonly recheckAt: readonly number[];
}

function progress(nodes: readonly ExposureNode[], of: AdmittedState, replacement: Replacement): Problem[] {
  const { state, admitted, pool } = of;
  if (nodes.length > 0) {
    const wasProgressing = state.previous.problems.some(({ reason }) => reason === 'Progressing');
    const isReplacing =
      replacement.serving === 0 || nodes.some(({ replacingSince }) => replacingSince !== undefined);
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

function areChecked(
  nodes: readonly ExposureNode[],
  serving: readonly ReadyNode[],
  { state }: AdmittedState,
): boolean {
  const { ipMode, admitted } = state.previous;
  // A node whose proxy is being replaced was checked before, if its address was published as VIP under Auto.
  const before = ipMode === 'VIP' && admitted?.ipMode === 'Auto';
  const byName = new Map(serving.map(({ name, checksIPVS }) => [name, checksIPVS]));
  return nodes.every(({ name }) => byName.get(name) ?? before);
}

/** Reads what became of an exposure with proxies: the nodes to publish, what is wrong, and when to look again. */
export function readOutcome(of: AdmittedState, config: CoreConfig, now: number): Outcome {
  const { state, admitted, pool } = of;
  const { proxies, rivals } = state;
  const ready = readyNodes(proxies, admitted.ports);
  const mayServe = servingRule(state, admitted.workload);
  const serving = ready.filter(({ name }) => mayServe(name));
  const replacement: Replacement = {
    admitted,
    rollout: readRollout(state, admitted, proxies),
    proxies,
    rivals,
    serving: serving.length,
    previous: state.previous.nodes,
    retention: config.retentionSeconds * 1000,
    now,
  };
  const { nodes, missingFamilies, recheckAt } = publish(serving, of, replacement);
  const workload = workloadProblems(of, replacement);
  const applied = readAppliedProblems(of, replacement, workload);
  const strays = readStrays(of, replacement);
  return {
    nodes,
    problems: [
      ...workload,
      ...applied.problems,
      ...strays.problems,
      ...endpointProblems(state, admitted.workload),
      ...familyProblems(missingFamilies, of),
      ...(pool?.state === 'stale'
        ? []
        : nodeProblems(state.exposure, ready.length, serving.length, nodes.length)),
      ...progress(nodes, of, replacement),
    ],
    usesAllPorts: useAllPorts(nodes, serving, of),
    isChecked: areChecked(nodes, serving, of),
    maxUnavailable: maxUnavailable(replacement),
    placementRevision: strays.placementRevision,
    recheckAt: [...recheckAt, ...problemTimes(replacement), ...applied.recheckAt, ...strays.recheckAt],
  };
}
