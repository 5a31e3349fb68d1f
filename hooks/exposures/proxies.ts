import { familyOf } from '../kubernetes/ip-address.ts';
import { SERVICE_UID_LABEL } from '../kubernetes/keys.ts';
import { controllerOf, hostPortsOf } from '../kubernetes/objects.ts';
import type { Deployment, Pod } from '../kubernetes/objects.ts';
import { readTime } from '../kubernetes/wire.ts';
import type { ExposureState } from './observed.ts';

/** A pod of the workload, with what addresses and problems depend on. Times are milliseconds since the epoch. */
export interface Proxy {
  /** The node that it runs on or, of a DaemonSet, is meant for. */
  readonly node: string | undefined;
  /** Whether the scheduler has assigned it to that node. */
  readonly isScheduled: boolean;
  /** Addresses of its host; empty until the kubelet has seen the pod. */
  readonly hostIPs: readonly string[];
  /** The host ports that it holds, `80/TCP`. */
  readonly ports: readonly string[];
  readonly createdAt: number;
  /** Since when it is ready; undefined if it is not ready, or is terminating. */
  readonly readySince: number | undefined;
  /** When its deletion was requested; undefined if it is not terminating. */
  readonly terminatingSince: number | undefined;
  /** Why the scheduler finds no node for it. */
  readonly unschedulable: { readonly since: number; readonly message: string } | undefined;
  readonly failure: { readonly reason: 'ImagePull' | 'ProxyFailed'; readonly message: string } | undefined;
}

// A time that cannot be read must not keep anything waiting.
const LONG_AGO = 0;
const MAX_MESSAGE = 200;
const IMAGE_REASONS = /^(ErrImage|ImagePull|ImageInspect|InvalidImageName|RegistryUnavailable)/;

type ContainerStatus = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];

/** The node that the DaemonSet controller made the pod for: it pins each pod by a match on the node's name. */
function pinnedNode({ spec }: Pod): string | undefined {
  const terms =
    spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const field = terms?.[0]?.matchFields?.find(({ key }) => key === 'metadata.name');
  return field?.values?.[0];
}

// Between two restarts of a crash loop the container runs. What ended it last is still what is wrong.
function endOf({ state, lastState }: ContainerStatus): Proxy['failure'] {
  const ended = state?.terminated ?? lastState?.terminated;
  if (!ended || ended.exitCode === 0) return undefined;
  const [line = ''] = (ended.message ?? '').trim().split('\n');
  const sentence = line.slice(0, MAX_MESSAGE).replace(/\.$/, '');
  const message =
    line === '' ? `the proxy stops with exit code ${ended.exitCode}` : `the proxy stops: ${sentence}`;
  return { reason: 'ProxyFailed', message };
}

function failureOf(container: ContainerStatus): Proxy['failure'] {
  if (container.ready) return undefined;
  const isImage = IMAGE_REASONS.test(container.state?.waiting?.reason ?? '');
  return isImage
    ? { reason: 'ImagePull', message: `the image ${container.image} cannot be pulled` }
    : endOf(container);
}

type PodCondition = NonNullable<NonNullable<Pod['status']>['conditions']>[number];

function conditionOf({ status }: Pod, type: string): PodCondition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}

function sinceOf({ lastTransitionTime }: PodCondition): number {
  return readTime(lastTransitionTime) ?? LONG_AGO;
}

function hostIPsOf({ status }: Pod): string[] {
  const addresses = status?.hostIPs?.map(({ ip }) => ip) ?? [status?.hostIP ?? ''];
  return addresses.filter((address) => familyOf(address) !== undefined);
}

// deletionTimestamp is when the pod will be killed at the latest, not when its deletion was requested.
function terminatingSince({ metadata }: Pod): number | undefined {
  const killedAt = readTime(metadata?.deletionTimestamp);
  return killedAt === undefined ? undefined : killedAt - 1000 * (metadata?.deletionGracePeriodSeconds ?? 0);
}

function unschedulableOf(pod: Pod): Proxy['unschedulable'] {
  const scheduled = conditionOf(pod, 'PodScheduled');
  if (scheduled?.reason !== 'Unschedulable') return undefined;
  return { since: sinceOf(scheduled), message: scheduled.message ?? '' };
}

// An init container that has done its work counts as ready. The others wait until then.
function failureIn({ status }: Pod): Proxy['failure'] {
  for (const list of [status?.initContainerStatuses, status?.containerStatuses]) {
    for (const container of list ?? []) {
      const failure = failureOf(container);
      if (failure !== undefined) return failure;
    }
  }
  return undefined;
}

/** Reads a pod as a proxy, whoever owns it. A request may have thousands: each field is read once, into one object. */
export function readProxy(pod: Pod): Proxy {
  const nodeName = pod.spec?.nodeName ?? '';
  const terminating = terminatingSince(pod);
  const ready = conditionOf(pod, 'Ready');
  return {
    node: nodeName === '' ? pinnedNode(pod) : nodeName,
    isScheduled: nodeName !== '',
    hostIPs: hostIPsOf(pod),
    ports: hostPortsOf(pod.spec),
    createdAt: readTime(pod.metadata?.creationTimestamp) ?? LONG_AGO,
    readySince: terminating === undefined && ready?.status === 'True' ? sinceOf(ready) : undefined,
    terminatingSince: terminating,
    unschedulable: unschedulableOf(pod),
    failure: failureIn(pod),
  };
}

/** The name of the ReplicaSet that a Deployment makes for a pod. */
function replicaSetName({ metadata }: Pod, deployment: Deployment | undefined): string {
  return `${deployment?.metadata?.name ?? ''}-${metadata?.labels?.['pod-template-hash'] ?? ''}`;
}

// The label alone proves nothing, because whoever may create pods can write it. The owner has to be our workload.
function isOwned(pod: Pod, { daemonSet, deployment }: ExposureState): boolean {
  const owner = controllerOf(pod);
  if (owner?.kind === 'DaemonSet') return owner.uid === daemonSet?.metadata?.uid;
  return owner?.kind === 'ReplicaSet' && owner.name === replicaSetName(pod, deployment);
}

/** The pods of the observed workloads as proxies. */
export function readProxies(state: ExposureState): Proxy[] {
  const { uid } = state.exposure.spec.service;
  return state.pods
    .filter((pod) => pod.metadata?.labels?.[SERVICE_UID_LABEL] === uid && isOwned(pod, state))
    .map(readProxy);
}
