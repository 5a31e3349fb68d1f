import type { V1LoadBalancerIngress, V1LoadBalancerStatus, V1ServiceStatus } from '@kubernetes/client-node';
import { timeText, withCondition } from '../kubernetes/conditions.ts';
import type { Condition } from '../kubernetes/conditions.ts';
import { familyOf } from '../kubernetes/ip-address.ts';
import { readTime } from '../kubernetes/wire.ts';
import type { Wire } from '../kubernetes/wire.ts';
import { EXPOSED_CONDITION, POOL_CONDITION } from '../kubernetes/keys.ts';
import type { Service } from './observed.ts';
import type { Problem } from '../kubernetes/problems.ts';

type Status = Wire<V1ServiceStatus>;

const MAX_MESSAGE = 1000;

const OURS = [EXPOSED_CONDITION, POOL_CONDITION];

function isOurs({ type }: Pick<Condition, 'type'>): boolean {
  return OURS.includes(type);
}

function conditionOfType({ status }: Service, wanted: string): Condition | undefined {
  return status?.conditions?.find(({ type }) => type === wanted);
}

/** Our condition in the Service's status, undefined if the status is not ours. */
export function exposedCondition(service: Service): Condition | undefined {
  return conditionOfType(service, EXPOSED_CONDITION);
}

/** The pool that a Service was in, and whether with proxies. */
export interface PoolTold {
  readonly name: string;
  readonly hasProxies: boolean;
}

const WITH_PROXIES = 'WithProxies';

/**
 * What the Service's status tells of its pool: unlike its annotations and its workload, those who may write Services may
 * not write it.
 */
export function poolTold(service: Service): PoolTold | undefined {
  const condition = conditionOfType(service, POOL_CONDITION);
  return condition && { name: condition.message, hasProxies: condition.reason === WITH_PROXIES };
}

/**
 * When the workload began to progress, in milliseconds since the epoch: now, if nothing was amiss until now. Beside
 * another problem nobody knows, which counts as long ago.
 */
export function progressStart(service: Service, now: number): number {
  const condition = exposedCondition(service);
  if (condition?.reason === 'Progressing') return readTime(condition.lastTransitionTime) ?? 0;
  return condition === undefined || condition.reason === 'Exposed' ? now : 0;
}

function messageOf(addresses: number, problems: readonly Problem[]): string {
  const count = `${addresses} ${addresses === 1 ? 'address' : 'addresses'}`;
  const exposed = addresses === 0 ? 'not exposed' : `exposed at ${count}`;
  return [...problems.map(({ message }) => message), exposed].join('; ').slice(0, MAX_MESSAGE);
}

/** The condition, with the number of addresses; its transition time moves with the reason too, for the grace of a rollout counts from it. */
export function conditionOf(
  service: Service,
  addresses: number,
  problems: readonly Problem[],
  now: number,
): Condition {
  const previous = exposedCondition(service);
  const status = addresses > 0 ? 'True' : 'False';
  const reason = problems[0]?.reason ?? 'Exposed';
  const same = previous?.status === status && previous.reason === reason;
  return {
    type: EXPOSED_CONDITION,
    status,
    reason,
    message: messageOf(addresses, problems),
    lastTransitionTime: same ? previous.lastTransitionTime : timeText(now),
  };
}

/** Says which pool the Service is in, and whether with proxies. */
export function poolCondition(service: Service, { name, hasProxies }: PoolTold, now: number): Condition {
  const previous = conditionOfType(service, POOL_CONDITION);
  const reason = hasProxies ? WITH_PROXIES : 'WithoutProxies';
  const same = previous?.message === name && previous.reason === reason;
  return {
    type: POOL_CONDITION,
    status: 'True',
    reason,
    message: name,
    lastTransitionTime: same ? previous.lastTransitionTime : timeText(now),
  };
}

/** How the addresses of a Service are published. */
export interface IngressOptions {
  /** Who answers at the addresses: kube-proxy too (VIP), or the proxies alone. */
  readonly ipMode: 'VIP' | 'Proxy';
  /** The ports, where there is no workload that could remember them; only on the first entry, for size. */
  readonly ports?: Wire<V1LoadBalancerIngress['ports']>;
}

/** The addresses as a Service publishes them. */
export function loadBalancerOf(
  addresses: readonly string[],
  { ipMode, ports }: IngressOptions,
): Wire<V1LoadBalancerStatus> {
  if (addresses.length === 0) return {};
  const ingress = addresses.map((address, index) => ({
    ...(familyOf(address) === undefined ? { hostname: address } : { ip: address, ipMode }),
    ...(ports === undefined || index > 0 ? {} : { ports }),
  }));
  return { ingress };
}

/** The status with these addresses and conditions of ours; what others wrote into its conditions stays. */
export function exposedStatus(
  { status }: Service,
  loadBalancer: Wire<V1LoadBalancerStatus>,
  own: readonly Condition[],
): Status {
  const types = own.map(({ type }) => type);
  const staying = (status?.conditions ?? []).filter((other) => !isOurs(other) || types.includes(other.type));
  const conditions = own.reduce<readonly Condition[]>(withCondition, staying);
  return { ...status, loadBalancer, conditions };
}

/** The status without anything of ours. */
export function releasedStatus({ status }: Service): Status {
  const { conditions, ...rest } = status ?? {};
  const foreign = conditions?.filter((condition) => !isOurs(condition)) ?? [];
  return { ...rest, loadBalancer: {}, ...(foreign.length > 0 ? { conditions: foreign } : {}) };
}
