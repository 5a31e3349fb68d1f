import type {
  V1DaemonSet,
  V1Deployment,
  V1EndpointSlice,
  V1Namespace,
  V1ObjectMeta,
  V1OwnerReference,
  V1Pod,
} from '@kubernetes/client-node';
import type { Observed } from './wire.ts';

export type DaemonSet = Observed<V1DaemonSet>;
export type Deployment = Observed<V1Deployment>;
/** Go writes null for a slice without endpoints, which the client's type does not allow. */
export type EndpointSlice = Omit<Observed<V1EndpointSlice>, 'endpoints'> & {
  readonly endpoints?: Observed<V1EndpointSlice['endpoints']> | null;
};
export type Namespace = Observed<V1Namespace>;
export type Pod = Observed<V1Pod>;

/** Objects of one kind in a request, by `namespace/name`, or by `name` if they belong to no namespace. */
export type Group<T> = Readonly<Record<string, T>>;

/** An object with owners, as observed or as we make it. */
interface Owned {
  readonly metadata?: Pick<Observed<V1ObjectMeta>, 'ownerReferences'> | null;
}

type OwnerReference = Observed<V1OwnerReference>;

/**
 * Sorts the oldest first, by creation time, then uid. The API server writes all times in one form, so their texts are in order.
 * They are whole seconds, and uids differ.
 */
export function ageOf({
  creationTimestamp,
  uid,
}: Pick<Observed<V1ObjectMeta>, 'creationTimestamp' | 'uid'>): string {
  return `${creationTimestamp ?? ''} ${uid ?? ''}`;
}

/** The owner that controls the object. */
export function controllerOf({ metadata }: Owned): OwnerReference | undefined {
  return metadata?.ownerReferences?.find(({ controller }) => controller === true);
}

/** Whether the object with this uid controls the other. */
export function isControlledBy(object: Owned, uid: string): boolean {
  return controllerOf(object)?.uid === uid;
}

/**
 * Whether all containers of a pod have ended for good: evicted, refused by the kubelet, or its node was shut down. It may
 * stay as an object.
 */
export function isFinished({ status }: Pod): boolean {
  return status?.phase === 'Failed' || status?.phase === 'Succeeded';
}

/** The host ports of a pod's containers, `80/TCP`. */
export function hostPortsOf(spec: Pod['spec']): string[] {
  const ports = (spec?.containers ?? []).flatMap((container) => container.ports ?? []);
  return ports.flatMap(({ hostPort, protocol }) =>
    hostPort == null ? [] : `${hostPort}/${protocol ?? 'TCP'}`,
  );
}
