import { IPVS_FOUND, checksIPVS } from '../../../hooks/kubernetes/ipvs.ts';
import { timeText } from '../../../hooks/kubernetes/wire.ts';
import type { Node, Pod, PodCondition } from './objects.ts';

/**
 * What the proxies on a node do: they are ready, start and never become ready, or stop with a message. `down`: the kubelet of
 * the node does nothing. `IPVS`: kube-proxy runs in IPVS mode there, so they stop if they look for it.
 */
export type Behaviour = 'ready' | 'starting' | 'down' | 'IPVS' | { readonly crash: string };

/** A condition of a pod; its time stays while its status does. */
export function condition(
  { status }: Pod,
  next: Omit<PodCondition, 'lastTransitionTime'>,
  now: number,
): PodCondition {
  const before = status?.conditions?.find(({ type }) => type === next.type);
  const isSame = before?.status === next.status;
  return { ...next, lastTransitionTime: isSame ? before.lastTransitionTime : timeText(now) };
}

const RUNNING = { state: { running: {} } };
const INITIALIZED = { state: { terminated: { exitCode: 0, reason: 'Completed' } } };
const INITIALIZING = { state: { waiting: { reason: 'PodInitializing' } } };

function crashed(message: string): object {
  const terminated = { exitCode: 1, reason: 'Error', message };
  return { state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated } };
}

// The first container to start is an init container, so a crash is reported there.
function containerStatuses({ spec }: Pod, behaviour: Behaviour): object {
  const { containers, initContainers = [] } = spec;
  const failed = typeof behaviour === 'object' ? crashed(behaviour.crash) : undefined;
  return {
    initContainerStatuses: initContainers.map(({ name, image }) => ({
      ...{ name, image, ready: failed === undefined },
      ...(failed ?? INITIALIZED),
    })),
    containerStatuses: containers.map(({ name, image }) => ({
      ...{ name, image, ready: behaviour === 'ready' },
      ...(failed === undefined ? RUNNING : INITIALIZING),
    })),
  };
}

/** The status that the kubelet of a node reports of a pod. */
export function runningStatus(pod: Pod, node: Node, behaviour: Behaviour, now: number): object {
  const onIPVS = checksIPVS(pod.spec) ? { crash: `${IPVS_FOUND}, so it stops` } : 'ready';
  const shown = behaviour === 'IPVS' ? onIPVS : behaviour;
  const ips = node.status.addresses.filter(({ type }) => type === 'InternalIP');
  return {
    phase: 'Running',
    hostIP: ips[0]?.address ?? '',
    hostIPs: ips.map(({ address }) => ({ ip: address })),
    conditions: [
      condition(pod, { type: 'PodScheduled', status: 'True' }, now),
      condition(pod, { type: 'Ready', status: shown === 'ready' ? 'True' : 'False' }, now),
    ],
    ...containerStatuses(pod, shown),
  };
}
