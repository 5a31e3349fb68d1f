import { EXPOSED_CONDITION } from '../kubernetes/keys.ts';
import type { ExposureStatus, ServiceExposure } from '../kubernetes/service-exposure.ts';

/** What an answer says, in a few words: for logs and metrics, which never get whole objects. */
export interface Outcome {
  readonly kind: 'Service' | 'ServiceExposure' | 'LoadBalancerPool';
  /** `namespace/name`, or `name`. */
  readonly name: string;
  /** The condition's reason; Released: the Service is not ours (any more); Waiting: it is too early to say. */
  readonly reason: string;
  /** Published addresses of a Service. */
  readonly addresses: number;
  readonly totalNodes: number;
  readonly readyNodes: number;
}

interface Condition {
  readonly type: string;
  readonly reason: string;
}

/** As much of a Service's sync request and its answer as an outcome takes. */
interface ServiceSync {
  readonly request: { readonly object: { readonly metadata: { name: string; namespace: string } } };
  readonly answer: {
    readonly attachments: readonly unknown[];
    readonly status?: {
      readonly loadBalancer?: { readonly ingress?: readonly unknown[] };
      readonly conditions?: readonly Condition[];
    };
  };
}

/** The same of a pool. */
interface PoolSync {
  readonly request: { readonly object: { readonly metadata: { name: string } } };
  readonly answer: {
    readonly status: { totalNodes: number; readyNodes: number; conditions: readonly Condition[] };
  };
}

function reasonIn(conditions: readonly Condition[] | undefined, type: string): string | undefined {
  return conditions?.find((condition) => condition.type === type)?.reason;
}

function outcomeOfService({ request, answer }: ServiceSync): Outcome {
  const { name, namespace } = request.object.metadata;
  const unsaid = answer.attachments.length > 0 ? 'Waiting' : 'Released';
  return {
    kind: 'Service',
    name: `${namespace}/${name}`,
    reason: reasonIn(answer.status?.conditions, EXPOSED_CONDITION) ?? unsaid,
    addresses: answer.status?.loadBalancer?.ingress?.length ?? 0,
    totalNodes: 0,
    readyNodes: 0,
  };
}

function outcomeOfPool({ request, answer }: PoolSync): Outcome {
  const { totalNodes, readyNodes, conditions } = answer.status;
  return {
    kind: 'LoadBalancerPool',
    name: request.object.metadata.name,
    reason: reasonIn(conditions, 'Ready') ?? 'Ready',
    addresses: 0,
    totalNodes,
    readyNodes,
  };
}

function outcomeOfExposure(parent: ServiceExposure, status: ExposureStatus): Outcome {
  return {
    kind: 'ServiceExposure',
    name: `${parent.metadata.namespace}/${parent.metadata.name}`,
    reason: reasonIn(status.conditions, 'Exposed') ?? 'Exposed',
    addresses: 0,
    totalNodes: status.servingNodes,
    readyNodes: status.servingNodes,
  };
}

/** The outcome of a sync; undefined for the other hooks. */
export function outcomeOf(path: string, request: unknown, answer: unknown): Outcome | undefined {
  if (path === '/services/sync') return outcomeOfService({ request, answer } as ServiceSync);
  if (path === '/exposures/sync') {
    const { object } = request as { object: ServiceExposure };
    return outcomeOfExposure(object, (answer as { status: ExposureStatus }).status);
  }
  return path === '/pools/sync' ? outcomeOfPool({ request, answer } as PoolSync) : undefined;
}
