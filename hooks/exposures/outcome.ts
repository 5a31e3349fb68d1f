import { exposureName } from '../kubernetes/names.ts';
import { problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { ExposureNode, WaitsFor } from '../kubernetes/service-exposure.ts';
import { isMoving, maxUnavailable } from './admitted.ts';
import type { AdmittedExposure } from './admitted.ts';
import { readApplied } from './applied.ts';
import { endpointProblems, nodeProblems, readProxyProblems, staleProblem } from './problems.ts';
import type { Findings } from './problems.ts';
import { publish } from './publication.ts';
import { retainedNodes } from './retention.ts';
import { readyNodes, servingRule } from './serving.ts';
import type { ReadyNode } from './serving.ts';
import { readStrays } from './strays.ts';

/** What became of what is admitted. */
export interface Outcome extends Findings {
  /** The nodes to publish, in order of name. */
  readonly nodes: readonly ExposureNode[];
  readonly waitsFor?: WaitsFor;
  /**
   * Whether kube-proxy may serve at the addresses of these nodes too: all of them use all ports of the Service, and, with
   * ip mode Auto, their proxies have looked for IPVS and not found it.
   */
  readonly allowsVIP: boolean;
  /** How many proxies a rolling update may replace at a time. */
  readonly maxUnavailable: number;
  /** See Placement. */
  readonly placementRevision: number;
}

/** Nothing is published, and there is nothing to wait for. */
export const NOTHING: Outcome = {
  nodes: [],
  problems: [],
  allowsVIP: true,
  maxUnavailable: 1,
  placementRevision: 0,
  recheckAt: [],
};

function progress(nodes: readonly ExposureNode[], serving: number, of: AdmittedExposure): Problem[] {
  const { exposure, previous, admitted, pool, rollout } = of;
  if (nodes.length > 0) {
    const wasProgressing = previous.problems.some(({ reason }) => reason === 'Progressing');
    const isReplacing = serving === 0 || nodes.some(({ replacingSince }) => replacingSince !== undefined);
    const continues = wasProgressing && isMoving(of);
    return isReplacing || rollout.isSwitching || continues
      ? [problem('Progressing', 'proxies are starting or being replaced')]
      : [];
  }
  if (pool?.state === 'stale') return [staleProblem(pool)];
  const workload = `${admitted.workload} ${exposureName(exposure.spec.service)}`;
  return [problem('Progressing', `no proxy is ready yet, see ${workload}`)];
}

/** See Outcome. A node whose proxy is being replaced met it all before, if its address was published as VIP. */
function allowsVIP(
  nodes: readonly ExposureNode[],
  serving: readonly ReadyNode[],
  { exposure, previous, admitted }: AdmittedExposure,
): boolean {
  if (admitted.ports.length < exposure.spec.ports.length) return false;
  const isAuto = admitted.ipMode === 'Auto';
  const isFit = (ports: readonly string[], isChecked: boolean): boolean => {
    const used = new Set(ports);
    return (isChecked || !isAuto) && admitted.ports.every((port) => used.has(port));
  };
  const before = previous.ipMode === 'VIP' ? previous.admitted : undefined;
  const wasFit = isFit(before?.ports ?? [], before?.ipMode === 'Auto');
  const now = new Map(serving.map(({ name, ports, checksIPVS }) => [name, isFit(ports, checksIPVS)]));
  return nodes.every(({ name }) => now.get(name) ?? wasFit);
}

/** Reads what became of an exposure with proxies: the nodes to publish, what is wrong, and when to look again. */
export function readOutcome(of: AdmittedExposure): Outcome {
  const { exposure, previous, admitted, pool, proxies } = of;
  const ready = readyNodes(proxies, admitted.ports);
  const mayServe = servingRule(of);
  const serving = ready.filter(({ name }) => mayServe(name));
  const names = new Set(serving.map(({ name }) => name));
  // A proxy that is replaced on a node without an endpoint would not get traffic either.
  const missing = previous.nodes.filter(({ name }) => !names.has(name) && mayServe(name));
  const published = publish(serving, retainedNodes(missing, serving.length, of), of);
  const { nodes } = published;
  const strays = readStrays(of);
  const findings: Findings[] = [readProxyProblems(of), readApplied(of), strays, published];
  return {
    nodes,
    problems: [
      ...findings.flatMap(({ problems }) => problems),
      ...endpointProblems(of),
      ...(pool?.state === 'stale' ? [] : nodeProblems(exposure, ready.length, serving.length, nodes.length)),
      ...progress(nodes, serving.length, of),
    ],
    allowsVIP: allowsVIP(nodes, serving, of),
    maxUnavailable: maxUnavailable(of),
    placementRevision: strays.placementRevision,
    recheckAt: findings.flatMap(({ recheckAt }) => recheckAt),
  };
}
