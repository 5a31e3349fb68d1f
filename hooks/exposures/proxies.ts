import { familyOf } from '../kubernetes/ip-address.ts';
import { IPVS_FOUND, checksIPVS } from '../kubernetes/ipvs.ts';
import { lingerOf } from '../kubernetes/linger.ts';
import { controllerOf, hostPortsOf } from '../kubernetes/objects.ts';
import type { Pod } from '../kubernetes/objects.ts';
import { readPlacementRevision } from '../kubernetes/placement-revision.ts';
import { readTime } from '../kubernetes/wire.ts';

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
  /** Whether it is ready only without kube-proxy in IPVS mode. */
  readonly checksIPVS: boolean;
  /** Whether it has found kube-proxy in IPVS mode. */
  readonly foundIPVS: boolean;
  /** When it was created or, if that was later, assigned to its node: it may have waited for a port. */
  readonly createdAt: number;
  /** Since when it is ready; undefined if it is not ready, or is terminating. */
  readonly readySince: number | undefined;
  /** Since when it is not ready although all of its containers are: its kubelet stopped reporting. Otherwise undefined. */
  readonly lostSince: number | undefined;
  /** When its deletion was requested; undefined if it is not terminating. */
  readonly terminatingSince: number | undefined;
  /** Until when it goes on although it terminates; undefined if it does not. */
  readonly lingersUntil: number | undefined;
  /** Names the pod template that it was created from. */
  readonly template: string;
  /** The `status.admitted.placementRevision` that it was created for. */
  readonly placementRevision: number;
  /** Why the scheduler finds no node for it. */
  readonly unschedulable: { readonly since: number; readonly message: string } | undefined;
  readonly failure: { readonly reason: 'ImagePull' | 'ProxyFailed'; readonly message: string } | undefined;
}

// A time that cannot be read must not keep anything waiting.
const LONG_AGO = 0;
const MAX_MESSAGE = 200;
const IMAGE_REASONS = /^(ErrImage|ImagePull|ImageInspect|InvalidImageName|RegistryUnavailable)/;

type Status = NonNullable<Pod['status']>;
type ContainerStatus = NonNullable<Status['containerStatuses']>[number];
type PodCondition = NonNullable<Status['conditions']>[number];

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
  // The exposure changes its ip mode then, and the pod is replaced.
  if (line.startsWith(IPVS_FOUND)) return undefined;
  const sentence = line.slice(0, MAX_MESSAGE).replace(/\.$/, '');
  const message =
    line === '' ? `the proxy stops with exit code ${ended.exitCode}` : `the proxy stops: ${sentence}`;
  return { reason: 'ProxyFailed', message };
}

// An init container that has done its work counts as ready. The others wait until then.
function failureOf(container: ContainerStatus): Proxy['failure'] {
  if (container.ready) return undefined;
  const isImage = IMAGE_REASONS.test(container.state?.waiting?.reason ?? '');
  return isImage
    ? { reason: 'ImagePull', message: `the image ${container.image} cannot be pulled` }
    : endOf(container);
}

function statusesOf({ status }: Pod): ContainerStatus[] {
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
}

function foundIPVS({ state, lastState }: ContainerStatus): boolean {
  return [state, lastState].some((each) => each?.terminated?.message?.startsWith(IPVS_FOUND));
}

function conditionOf({ status }: Pod, type: string): PodCondition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}

function sinceOf({ lastTransitionTime }: PodCondition): number {
  return readTime(lastTransitionTime) ?? LONG_AGO;
}

// A Deployment has a ReplicaSet for each template. A DaemonSet labels its pods.
function templateOf(pod: Pod): string {
  const hash = pod.metadata?.labels?.['controller-revision-hash'] ?? '';
  return `${controllerOf(pod)?.uid ?? ''} ${hash}`;
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

function lingersUntil({ spec }: Pod, terminating: number | undefined): number | undefined {
  return terminating === undefined ? undefined : terminating + lingerOf(spec ?? {});
}

function createdAt({ metadata }: Pod, scheduled: PodCondition | undefined): number {
  const created = readTime(metadata?.creationTimestamp) ?? LONG_AGO;
  return scheduled?.status === 'True' ? Math.max(created, sinceOf(scheduled)) : created;
}

function unschedulableOf(scheduled: PodCondition | undefined): Proxy['unschedulable'] {
  if (scheduled?.reason !== 'Unschedulable') return undefined;
  return { since: sinceOf(scheduled), message: scheduled.message ?? '' };
}

// The kubelet derives Ready from the containers. Only the node lifecycle controller writes one without the other.
function lostSince({ status }: Pod, ready: PodCondition | undefined): number | undefined {
  const containers = status?.containerStatuses ?? [];
  const isLost = ready?.status === 'False' && containers.length > 0 && containers.every((each) => each.ready);
  return isLost ? sinceOf(ready) : undefined;
}

/** Reads a pod as a proxy, whoever owns it. A request may have thousands: each field is read once, into one object. */
export function readProxy(pod: Pod): Proxy {
  const nodeName = pod.spec?.nodeName ?? '';
  const scheduled = conditionOf(pod, 'PodScheduled');
  const terminating = terminatingSince(pod);
  const ready = conditionOf(pod, 'Ready');
  const isReady = ready?.status === 'True';
  const statuses = statusesOf(pod);
  return {
    node: nodeName === '' ? pinnedNode(pod) : nodeName,
    isScheduled: nodeName !== '',
    hostIPs: hostIPsOf(pod),
    ports: hostPortsOf(pod.spec),
    checksIPVS: checksIPVS(pod.spec ?? {}),
    foundIPVS: statuses.some(foundIPVS),
    createdAt: createdAt(pod, scheduled),
    readySince: terminating === undefined && isReady ? sinceOf(ready) : undefined,
    lostSince: lostSince(pod, ready),
    terminatingSince: terminating,
    lingersUntil: isReady ? lingersUntil(pod, terminating) : undefined,
    template: templateOf(pod),
    placementRevision: readPlacementRevision(pod),
    unschedulable: unschedulableOf(scheduled),
    failure: statuses.map(failureOf).find((failure) => failure !== undefined),
  };
}
