import type { V1LoadBalancerStatus, V1ServiceStatus } from '@kubernetes/client-node';
import { exposedVerdict, findCondition, withCondition } from '../kubernetes/conditions.ts';
import type { Condition } from '../kubernetes/conditions.ts';
import { familyOf } from '../kubernetes/ip-address.ts';
import { EXPOSED_CONDITION } from '../kubernetes/keys.ts';
import { byRank } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { IPMode } from '../kubernetes/service-exposure.ts';
import type { Desired } from '../kubernetes/wire.ts';
import { reasonAnnotation } from './answer.ts';
import type { Answer } from './answer.ts';
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

/** What the Service publishes and what is wrong, as its status and annotation. Conditions of others stay. */
export function exposedStatus(
  service: Service,
  publication: Publication,
  problems: readonly Problem[],
  now: number,
): Required<Pick<Answer, 'status'>> & Pick<Answer, 'annotations'> {
  const ranked = byRank(problems);
  const count = publication.addresses.length;
  const verdict = exposedVerdict({ count, what: count === 1 ? 'address' : 'addresses' }, ranked);
  const { conditions, ...rest } = (service.status ?? {}) as Status;
  return {
    status: {
      ...rest,
      loadBalancer: loadBalancerOf(publication),
      conditions: withCondition(conditions, { type: EXPOSED_CONDITION, ...verdict }, now),
    },
    ...reasonAnnotation(service, ranked[0] && `${ranked[0].reason}: ${verdict.message}`),
  };
}

/** The answer to a Service that is not ours: no attachments, and a status without our parts if it had them. */
export function release(service: Service): Answer {
  const { conditions, ...rest } = (service.status ?? {}) as Status;
  const foreign = conditions?.filter(({ type }) => type !== EXPOSED_CONDITION) ?? [];
  const status = { ...rest, loadBalancer: {}, ...(foreign.length > 0 ? { conditions: foreign } : {}) };
  const wasOurs = exposedCondition(service) !== undefined;
  return { attachments: [], ...(wasOurs ? { status } : {}), ...reasonAnnotation(service, undefined) };
}
