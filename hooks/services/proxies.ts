import { familyOf } from '../kubernetes/ip-address.ts';
import { readTime } from '../kubernetes/wire.ts';
import { SERVICE_UID_LABEL } from '../kubernetes/keys.ts';
import type { Observed, Pod } from './observed.ts';

/** A pod of the workload, as far as addresses and problems depend on it. Times are milliseconds since the epoch. */
export interface Proxy {
  /** The node that it runs on or, of a DaemonSet, is meant for. */
  readonly node: string | undefined;
  /** The scheduler has given it to that node. */
  readonly scheduled: boolean;
  /** Addresses of its host; empty until the kubelet has seen the pod. */
  readonly hostIPs: readonly string[];
  /** The host ports that it holds, `80/TCP`. */
  readonly ports: readonly string[];
  readonly createdAt: number;
  /** Since when it is ready; undefined if it is not, or is going. */
  readonly readySince: number | undefined;
  /** When it was asked to go; undefined if it is to stay. */
  readonly goingSince: number | undefined;
  /** Why the scheduler finds no node for it. */
  readonly unschedulable: { readonly since: number; readonly message: string } | undefined;
  readonly failure: { readonly reason: 'ImagePull' | 'ProxyFailed'; readonly message: string } | undefined;
}

// Long ago: a time that cannot be read must not keep anything waiting.
const LONG_AGO = 0;
const MAX_SAID = 200;
const IMAGE_REASONS = /^(ErrImage|ImagePull|ImageInspect|InvalidImageName|RegistryUnavailable)/;

type ContainerStatus = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];

/** The node that the DaemonSet controller made the pod for: it pins each pod by a match on the node's name. */
function pinnedNode({ spec }: Pod): string | undefined {
  const terms =
    spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const field = terms?.[0]?.matchFields?.find(({ key }) => key === 'metadata.name');
  return field?.values?.[0];
}

// Between two restarts of a crash loop the container runs; what ended it last is still what is wrong.
function endOf({ state, lastState }: ContainerStatus): Proxy['failure'] {
  const ended = state?.terminated ?? lastState?.terminated;
  if (!ended || ended.exitCode === 0) return undefined;
  const [said = ''] = (ended.message ?? '').trim().split('\n');
  const sentence = said.slice(0, MAX_SAID).replace(/\.$/, '');
  const message =
    said === '' ? `the proxy stops with exit code ${ended.exitCode}` : `the proxy stops: ${sentence}`;
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

// deletionTimestamp is when the pod will be killed at the latest, not when that was asked for.
function goingSince({ metadata }: Pod): number | undefined {
  const killedAt = readTime(metadata?.deletionTimestamp);
  return killedAt === undefined ? undefined : killedAt - 1000 * (metadata?.deletionGracePeriodSeconds ?? 0);
}

function hostPortsOf({ spec }: Pod): string[] {
  const held: string[] = [];
  for (const { ports } of spec?.containers ?? []) {
    for (const { hostPort, protocol } of ports ?? []) {
      if (hostPort != null) held.push(`${hostPort}/${protocol ?? 'TCP'}`);
    }
  }
  return held;
}

function unschedulableOf(pod: Pod): Proxy['unschedulable'] {
  const scheduled = conditionOf(pod, 'PodScheduled');
  if (scheduled?.reason !== 'Unschedulable') return undefined;
  return { since: sinceOf(scheduled), message: scheduled.message ?? '' };
}

function failureIn({ status }: Pod): Proxy['failure'] {
  for (const container of status?.containerStatuses ?? []) {
    const failure = failureOf(container);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/** Reads a pod as a proxy, whoever owns it. A request may have thousands: each field is read once, into one object. */
export function readProxy(pod: Pod): Proxy {
  const nodeName = pod.spec?.nodeName;
  const going = goingSince(pod);
  const ready = conditionOf(pod, 'Ready');
  return {
    node: nodeName ?? pinnedNode(pod),
    scheduled: nodeName !== undefined,
    hostIPs: hostIPsOf(pod),
    ports: hostPortsOf(pod),
    createdAt: readTime(pod.metadata?.creationTimestamp) ?? LONG_AGO,
    readySince: going === undefined && ready?.status === 'True' ? sinceOf(ready) : undefined,
    goingSince: going,
    unschedulable: unschedulableOf(pod),
    failure: failureIn(pod),
  };
}

// The label alone proves nothing: whoever may create pods can write it. The owner has to be one of our workloads.
function isOwned({ metadata }: Pod, { daemonSets, deployments }: Observed): boolean {
  const owner = metadata?.ownerReferences?.find(({ controller }) => controller);
  if (owner === undefined) return false;
  const hash = metadata?.labels?.['pod-template-hash'] ?? '';
  return (
    daemonSets.some((daemonSet) => owner.kind === 'DaemonSet' && daemonSet.metadata?.uid === owner.uid) ||
    deployments.some(
      ({ metadata: own }) => owner.kind === 'ReplicaSet' && owner.name === `${own?.name ?? ''}-${hash}`,
    )
  );
}

/** The pods of the observed workloads. */
export function proxyPods(observed: Observed): Pod[] {
  const { uid } = observed.service.metadata;
  return observed.pods.filter(
    (pod) => pod.metadata?.labels?.[SERVICE_UID_LABEL] === uid && isOwned(pod, observed),
  );
}

/** The pods of the observed workloads as proxies. */
export function readProxies(observed: Observed): Proxy[] {
  return proxyPods(observed).map(readProxy);
}
