import { familyOf } from '../formats/ip-address.ts';
import { readTime } from '../wire.ts';
import { SERVICE_UID_LABEL } from './keys.ts';
import type { Observed, Pod } from './observed.ts';

/** A pod of the workload, as far as addresses and problems depend on it. Times are milliseconds since the epoch. */
export interface Proxy {
  /** The node that it runs on or, of a DaemonSet, is meant for. */
  readonly node: string | undefined;
  /** The scheduler has given it to that node. */
  readonly scheduled: boolean;
  /** Addresses of its host; empty until the kubelet has seen the pod. */
  readonly hostIPs: readonly string[];
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

function conditionOf(
  { status }: Pod,
  type: string,
): { status: string; since: number; says: string } | undefined {
  const found = status?.conditions?.find((condition) => condition.type === type);
  if (found === undefined) return undefined;
  const since = readTime(found.lastTransitionTime) ?? LONG_AGO;
  return {
    status: found.reason === 'Unschedulable' ? found.reason : found.status,
    since,
    says: found.message ?? '',
  };
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

function readLife(pod: Pod): Pick<Proxy, 'createdAt' | 'readySince' | 'goingSince'> {
  const ready = conditionOf(pod, 'Ready');
  const going = goingSince(pod);
  return {
    createdAt: readTime(pod.metadata?.creationTimestamp) ?? LONG_AGO,
    readySince: ready?.status === 'True' && going === undefined ? ready.since : undefined,
    goingSince: going,
  };
}

function readPlace(pod: Pod): Pick<Proxy, 'node' | 'scheduled' | 'hostIPs'> {
  const nodeName = pod.spec?.nodeName;
  return { node: nodeName ?? pinnedNode(pod), scheduled: nodeName !== undefined, hostIPs: hostIPsOf(pod) };
}

function readProxy(pod: Pod): Proxy {
  const scheduled = conditionOf(pod, 'PodScheduled');
  const { since = 0, says: message = '' } = scheduled ?? {};
  return {
    ...readPlace(pod),
    ...readLife(pod),
    unschedulable: scheduled?.status === 'Unschedulable' ? { since, message } : undefined,
    failure: pod.status?.containerStatuses?.map(failureOf).find((failure) => failure !== undefined),
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
export function readProxies(observed: Observed): Proxy[] {
  const { uid } = observed.service.metadata;
  return observed.pods
    .filter((pod) => pod.metadata?.labels?.[SERVICE_UID_LABEL] === uid && isOwned(pod, observed))
    .map(readProxy);
}
