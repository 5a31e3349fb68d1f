import { SERVICE_UID_LABEL } from '../kubernetes/keys.ts';
import { exposureName } from '../kubernetes/names.ts';
import { controllerOf, isFinished } from '../kubernetes/objects.ts';
import type { DaemonSet, Deployment, Pod } from '../kubernetes/objects.ts';
import type { ServiceExposure } from '../kubernetes/service-exposure.ts';
import { readProxy } from './proxies.ts';
import type { Proxy } from './proxies.ts';

/** The name of the ReplicaSet that a Deployment makes for a pod. */
function replicaSetName({ metadata }: Pod, deployment: string): string {
  return `${deployment}-${metadata?.labels?.['pod-template-hash'] ?? ''}`;
}

const NO_OWNER = { kind: '', name: '', uid: '' };

/** Where the proxies of an exposure come from. */
export interface ProxySource {
  readonly exposure: ServiceExposure;
  readonly daemonSet: DaemonSet | undefined;
  readonly deployment: Deployment | undefined;
}

/**
 * Whether a pod is of our workload. The label alone proves nothing, because whoever may create pods can write it. The owner
 * has to be our workload. The pods of a workload that was deleted outlive it while they terminate: their owner has its name.
 */
function isOwned(pod: Pod, { exposure, daemonSet, deployment }: ProxySource): boolean {
  const { kind, name: owner, uid } = controllerOf(pod) ?? NO_OWNER;
  const name = exposureName(exposure.spec.service);
  const isLeft = pod.metadata?.deletionTimestamp != null;
  if (kind === 'DaemonSet') return isLeft ? owner === name : uid === daemonSet?.metadata?.uid;
  return kind === 'ReplicaSet' && (isLeft || deployment !== undefined) && owner === replicaSetName(pod, name);
}

/** The pods of our workloads as proxies. Finished ones hold no port, and a ReplicaSet does not remove them. */
export function readProxies(pods: readonly Pod[], source: ProxySource): Proxy[] {
  const { uid } = source.exposure.spec.service;
  return pods
    .filter((pod) => pod.metadata?.labels?.[SERVICE_UID_LABEL] === uid)
    .filter((pod) => isOwned(pod, source) && !isFinished(pod))
    .map(readProxy);
}
