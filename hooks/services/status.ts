import type { V1Condition, V1LoadBalancerIngress, V1ServiceStatus } from '@kubernetes/client-node';
import { familyOf } from '../formats/ip-address.ts';
import { readTime } from '../wire.ts';
import type { Wire } from '../wire.ts';
import { EXPOSED_CONDITION } from './keys.ts';
import type { Service } from './observed.ts';
import type { Problem } from './problems.ts';

type Condition = Wire<V1Condition>;
type Status = Wire<V1ServiceStatus>;

const MAX_MESSAGE = 1000;

function isOurs({ type }: Condition): boolean {
  return type === EXPOSED_CONDITION;
}

/** Our condition in the Service's status, undefined if the status is not ours. */
export function exposedCondition({ status }: Service): Condition | undefined {
  return status?.conditions?.find(isOurs);
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

function messageOf(addresses: readonly string[], problems: readonly Problem[]): string {
  const count = `${addresses.length} ${addresses.length === 1 ? 'address' : 'addresses'}`;
  const exposed = addresses.length === 0 ? 'not exposed' : `exposed at ${count}`;
  return [...problems.map(({ message }) => message), exposed].join('; ').slice(0, MAX_MESSAGE);
}

/** The condition; its transition time moves with the reason too, for the grace of a rollout counts from it. */
export function conditionOf(
  service: Service,
  addresses: readonly string[],
  problems: readonly Problem[],
  now: number,
): Condition {
  const previous = exposedCondition(service);
  const status = addresses.length > 0 ? 'True' : 'False';
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

// In seconds, as the API server stores it: a finer time would differ from what comes back, and be written for ever.
function timeText(now: number): string {
  return new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
}

function ingressOf(address: string, ipMode: 'VIP' | 'Proxy'): Wire<V1LoadBalancerIngress> {
  return familyOf(address) === undefined ? { hostname: address } : { ip: address, ipMode };
}

/** The status with these addresses and our condition; what others wrote into its conditions stays. */
export function exposedStatus(
  service: Service,
  addresses: readonly string[],
  ipMode: 'VIP' | 'Proxy',
  condition: Condition,
): Status {
  const conditions = service.status?.conditions ?? [];
  const ingress = addresses.map((address) => ingressOf(address, ipMode));
  return {
    ...service.status,
    loadBalancer: ingress.length > 0 ? { ingress } : {},
    conditions: conditions.some(isOurs)
      ? conditions.map((existing) => (isOurs(existing) ? condition : existing))
      : [...conditions, condition],
  };
}

/** The status without anything of ours. */
export function releasedStatus({ status }: Service): Status {
  const { conditions, ...rest } = status ?? {};
  const foreign = conditions?.filter((condition) => !isOurs(condition)) ?? [];
  return { ...rest, loadBalancer: {}, ...(foreign.length > 0 ? { conditions: foreign } : {}) };
}
