import { hostPortsOf } from '../kubernetes/objects.ts';
import type { Admitted } from '../kubernetes/service-exposure.ts';
import type { ExposureState } from './observed.ts';
import type { Proxy } from './proxies.ts';

/** How far the cluster is with the admitted workload. */
export interface Rollout {
  /** How many pods the workload's controller wants for the last spec that it has seen; undefined before the first. */
  readonly desired: number | undefined;
  /** A workload of the other kind still exists. */
  readonly isSwitching: boolean;
  /** Pods of an older spec are left, as of the last spec that the workload's controller has seen. */
  readonly isBehind: boolean;
  /** Its spec was never changed, so no pod can be of an older one. */
  readonly isFirst: boolean;
  /** The current spec has been seen and no pod of an older one is left. */
  readonly isUpdated: boolean;
  /** Every desired pod exists, is updated and ready. */
  readonly isComplete: boolean;
}

const UNKNOWN = { desired: undefined, isBehind: false, isFirst: true, isUpdated: false, isComplete: false };

interface Numbers {
  readonly generation: number | null | undefined;
  readonly observedGeneration: number | null | undefined;
  readonly desired: number;
  readonly updated: number;
}

function numbersOf(state: ExposureState, { workload }: Admitted): Numbers | undefined {
  return workload === 'DaemonSet' ? daemonSetNumbers(state) : deploymentNumbers(state);
}

function daemonSetNumbers({ daemonSet }: ExposureState): Numbers | undefined {
  return (
    daemonSet && {
      generation: daemonSet.metadata?.generation,
      observedGeneration: daemonSet.status?.observedGeneration,
      desired: daemonSet.status?.desiredNumberScheduled ?? 0,
      updated: daemonSet.status?.updatedNumberScheduled ?? 0,
    }
  );
}

function deploymentNumbers({ deployment }: ExposureState): Numbers | undefined {
  return (
    deployment && {
      generation: deployment.metadata?.generation,
      observedGeneration: deployment.status?.observedGeneration,
      desired: deployment.spec?.replicas ?? 0,
      updated: deployment.status?.updatedReplicas ?? 0,
    }
  );
}

/** Whether the workload is already rendered from what is admitted. */
export function hasAdmittedPorts(
  { daemonSet, deployment }: ExposureState,
  { workload, ports }: Admitted,
): boolean {
  const observed = workload === 'DaemonSet' ? daemonSet : deployment;
  const held = new Set(hostPortsOf(observed?.spec?.template.spec));
  return held.size === ports.length && ports.every((port) => held.has(port));
}

/**
 * Reads the numbers of the admitted kind of workload. While it is not rendered from what is admitted, or a workload of the
 * other kind still exists, nothing is complete.
 */
export function readRollout(state: ExposureState, admitted: Admitted, proxies: readonly Proxy[]): Rollout {
  const numbers = numbersOf(state, admitted);
  const other = admitted.workload === 'DaemonSet' ? state.deployment : state.daemonSet;
  const isSwitching = other !== undefined;
  if (numbers?.observedGeneration == null) return { ...UNKNOWN, isSwitching };
  const { generation, observedGeneration, desired, updated } = numbers;
  const isBehind = updated < desired;
  const isUpdated = observedGeneration === generation && !isBehind && hasAdmittedPorts(state, admitted);
  const ready = proxies.filter(({ readySince }) => readySince !== undefined).length;
  return {
    desired,
    isSwitching,
    isBehind,
    isFirst: generation === 1,
    isUpdated,
    isComplete: !isSwitching && isUpdated && ready >= desired,
  };
}
