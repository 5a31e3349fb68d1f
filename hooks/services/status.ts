import type { V1LoadBalancerStatus, V1ServiceStatus } from '@kubernetes/client-node';
import { exposedVerdict, findCondition, transitioned, withCondition } from '../kubernetes/conditions.ts';
import type { Condition } from '../kubernetes/conditions.ts';
import { familyOf } from '../kubernetes/ip-address.ts';
import { EXPOSED_CONDITION } from '../kubernetes/keys.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { IPMode } from '../kubernetes/service-exposure.ts';
import type { Desired } from '../kubernetes/wire.ts';
import type { Service } from './observed.ts';
import { admitsNobody } from './ruleset.ts';

type Status = Desired<V1ServiceStatus>;

/** What a Service publishes. */
export interface Publication {
  readonly addresses: readonly string[];
  readonly ipMode: IPMode;
  /** CIDRs that may connect; empty: all. */
  readonly sourceRanges: readonly string[];
}

/** Our condition in the status of the Service; undefined: the status is not ours. */
export function exposedCondition({ status }: Service): Condition | undefined {
  return findCondition((status as Status | null | undefined)?.conditions, EXPOSED_CONDITION);
}

function loadBalancerOf({ addresses, ipMode, sourceRanges }: Publication): Desired<V1LoadBalancerStatus> {
  if (addresses.length === 0) return {};
  const ingress = addresses.map((address) => {
    const family = familyOf(address);
    if (family === undefined) return { hostname: address };
    // kube-proxy would let in everybody.
    return { ip: address, ipMode: admitsNobody(sourceRanges, family) ? 'Proxy' : ipMode };
  });
  return { ingress };
}

/** Our condition with this number of addresses. */
export function planCondition(
  service: Service,
  addresses: number,
  problems: readonly Problem[],
  now: number,
): Condition {
  const what = addresses === 1 ? 'address' : 'addresses';
  const verdict = exposedVerdict({ count: addresses, what }, problems);
  return transitioned({ type: EXPOSED_CONDITION, ...verdict }, exposedCondition(service), now);
}

/** The status with these addresses and our condition. Conditions of others stay. */
export function exposedStatus({ status }: Service, publication: Publication, condition: Condition): Status {
  const { conditions, ...rest } = (status ?? {}) as Status;
  return {
    ...rest,
    loadBalancer: loadBalancerOf(publication),
    conditions: [...withCondition(conditions, condition)],
  };
}

/** The status without anything of ours. */
export function releasedStatus({ status }: Service): Status {
  const { conditions, ...rest } = (status ?? {}) as Status;
  const foreign = conditions?.filter(({ type }) => type !== EXPOSED_CONDITION) ?? [];
  return { ...rest, loadBalancer: {}, ...(foreign.length > 0 ? { conditions: foreign } : {}) };
}
