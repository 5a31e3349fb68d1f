import type { Observed } from './observed.ts';
import type { Options } from './options.ts';
import type { Proxy } from './proxies.ts';

/** How far the cluster is with the workload that is wanted. */
export interface Rollout {
  /** Pods that there are to be, as of the last spec that the workload's controller has seen; undefined before the first. */
  readonly desired: number | undefined;
  /** A workload of the other kind is still there. */
  readonly switching: boolean;
  /** Pods are left to replace, as of the last spec that the workload's controller has seen. */
  readonly behind: boolean;
  /** Its spec was never changed, so that no pod can be of an older one. */
  readonly isFirst: boolean;
  /** The newest spec has been seen and no pod of an older one is left to replace. */
  readonly updated: boolean;
  /** Every wanted pod is there, updated and ready. */
  readonly complete: boolean;
}

const UNKNOWN = { desired: undefined, behind: false, isFirst: true, updated: false, complete: false };

interface Numbers {
  readonly generation: number | undefined;
  readonly observedGeneration: number | undefined;
  readonly desired: number | undefined;
  readonly updated: number | undefined;
}

function daemonSetNumbers({ daemonSets: [daemonSet] }: Observed): Numbers | undefined {
  return (
    daemonSet && {
      generation: daemonSet.metadata?.generation,
      observedGeneration: daemonSet.status?.observedGeneration,
      desired: daemonSet.status?.desiredNumberScheduled,
      updated: daemonSet.status?.updatedNumberScheduled,
    }
  );
}

function deploymentNumbers({ deployments: [deployment] }: Observed): Numbers | undefined {
  return (
    deployment && {
      generation: deployment.metadata?.generation,
      observedGeneration: deployment.status?.observedGeneration,
      desired: deployment.spec?.replicas,
      updated: deployment.status?.updatedReplicas,
    }
  );
}

/** Reads the numbers of the wanted kind of workload; while it is not there yet, or the other kind still is, nothing is complete. */
export function readRollout(
  observed: Observed,
  kind: Options['workload'],
  proxies: readonly Proxy[],
): Rollout {
  const numbers = kind === 'DaemonSet' ? daemonSetNumbers(observed) : deploymentNumbers(observed);
  const switching = (kind === 'DaemonSet' ? observed.deployments : observed.daemonSets).length > 0;
  if (numbers?.observedGeneration === undefined) return { ...UNKNOWN, switching };
  const { desired = 0, generation, observedGeneration } = numbers;
  const behind = (numbers.updated ?? 0) < desired;
  const updated = observedGeneration === generation && !behind;
  const ready = proxies.filter(({ readySince }) => readySince !== undefined).length;
  const isFirst = generation === 1;
  return {
    desired,
    switching,
    behind,
    isFirst,
    updated,
    complete: !switching && updated && ready >= desired,
  };
}
