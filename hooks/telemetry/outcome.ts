import { EXPOSED_CONDITION } from '../kubernetes/keys.ts';

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

/** The type of the condition that has the reason. */
const CONDITIONS: Readonly<Record<Outcome['kind'], string>> = {
  Service: EXPOSED_CONDITION,
  ServiceExposure: 'Exposed',
  LoadBalancerPool: 'Ready',
};

/** The parts of a request of any kind that are read. Only a sync has an object. */
interface HookRequest {
  readonly object?: {
    readonly kind: Outcome['kind'];
    readonly metadata: { readonly name: string; readonly namespace?: string };
  };
}

/** The parts of an answer of any kind that are read. */
interface SyncAnswer {
  readonly attachments: readonly unknown[];
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly reason: string }[];
    readonly loadBalancer?: { readonly ingress?: readonly unknown[] };
    readonly servingNodes?: number;
    readonly totalNodes?: number;
    readonly readyNodes?: number;
  };
}

function reasonOf({ attachments, status }: SyncAnswer, kind: Outcome['kind']): string {
  const condition = status?.conditions?.find(({ type }) => type === CONDITIONS[kind]);
  if (condition !== undefined) return condition.reason;
  return attachments.length > 0 ? 'Waiting' : 'Released';
}

/** The outcome of a sync; undefined for the other hooks. */
export function outcomeOf(request: unknown, answer: unknown): Outcome | undefined {
  const { object } = request as HookRequest;
  if (object === undefined) return undefined;
  const { kind, metadata } = object;
  const { name, namespace } = metadata;
  const { status = {} } = answer as SyncAnswer;
  const { loadBalancer, servingNodes = 0, totalNodes = servingNodes, readyNodes = servingNodes } = status;
  return {
    kind,
    name: namespace === undefined ? name : `${namespace}/${name}`,
    reason: reasonOf(answer as SyncAnswer, kind),
    addresses: loadBalancer?.ingress?.length ?? 0,
    totalNodes,
    readyNodes,
  };
}
