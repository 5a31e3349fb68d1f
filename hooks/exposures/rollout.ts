import { hostPortsOf } from '../kubernetes/objects.ts';
import type { DaemonSet, Deployment } from '../kubernetes/objects.ts';
import type { Admitted } from '../kubernetes/service-exposure.ts';
import type { ExposureState } from './observed.ts';

/** How far the cluster is with the admitted workload. */
export interface Rollout {
  /** How many pods the workload's controller wants for the last spec that it has seen; undefined before the first. */
  readonly desired: number | undefined;
  /** A workload of the other kind still exists. */
  readonly isSwitching: boolean;
  /** Pods of an older spec are left, as of the last spec that the workload's controller has seen. */
  readonly isBehind: boolean;
  /** The current spec has been seen and no pod of an older one is left. */
  readonly isUpdated: boolean;
  /** Every desired pod exists, is updated and ready. */
  readonly isComplete: boolean;
}

const UNKNOWN = { desired: undefined, isBehind: false, isUpdated: false, isComplete: false };

/** The observed workload of the admitted kind. */
export function admittedWorkload(
  { daemonSet, deployment }: ExposureState,
  { workload }: Admitted,
): DaemonSet | Deployment | undefined {
  return workload === 'DaemonSet' ? daemonSet : deployment;
}

/** Whether the workload is already rendered from what is admitted. */
export function hasAdmittedPorts(state: ExposureState, admitted: Admitted): boolean {
  const held = new Set(hostPortsOf(admittedWorkload(state, admitted)?.spec?.template.spec));
  return held.size === admitted.ports.length && admitted.ports.every((port) => held.has(port));
}

/** Whether the workload's controller has seen its current spec, and that has the admitted ports. */
function isApplied(state: ExposureState, admitted: Admitted): boolean {
  const { metadata, status } = admittedWorkload(state, admitted) ?? {};
  return status?.observedGeneration === metadata?.generation && hasAdmittedPorts(state, admitted);
}

/** How many pods the workload's controller wants, and how many are of the current spec. */
function podCounts({ daemonSet, deployment }: ExposureState, { workload }: Admitted) {
  if (workload === 'DaemonSet') {
    const { desiredNumberScheduled, updatedNumberScheduled } = daemonSet?.status ?? {};
    return { desired: desiredNumberScheduled, updated: updatedNumberScheduled };
  }
  return { desired: deployment?.spec?.replicas, updated: deployment?.status?.updatedReplicas };
}

/**
 * Reads the numbers of the admitted kind of workload. While it is not rendered from what is admitted, or a workload of the
 * other kind still exists, nothing is complete.
 */
export function readRollout(state: ExposureState, admitted: Admitted): Rollout {
  const workload = admittedWorkload(state, admitted);
  const other = admitted.workload === 'DaemonSet' ? state.deployment : state.daemonSet;
  const isSwitching = other !== undefined;
  if (workload?.status?.observedGeneration == null) return { ...UNKNOWN, isSwitching };
  const counts = podCounts(state, admitted);
  const desired = counts.desired ?? 0;
  const isBehind = (counts.updated ?? 0) < desired;
  const isUpdated = !isBehind && isApplied(state, admitted);
  const ready = state.proxies.filter(({ readySince }) => readySince !== undefined).length;
  const isComplete = !isSwitching && isUpdated && ready >= desired;
  return { desired, isSwitching, isBehind, isUpdated, isComplete };
}
