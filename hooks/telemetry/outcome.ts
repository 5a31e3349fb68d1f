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

interface SyncHook {
  readonly kind: Outcome['kind'];
  /** Type of the condition that has the reason. */
  readonly type: string;
}

const SYNC_HOOKS = new Map<string, SyncHook>([
  ['/services/sync', { kind: 'Service', type: EXPOSED_CONDITION }],
  ['/exposures/sync', { kind: 'ServiceExposure', type: 'Exposed' }],
  ['/pools/sync', { kind: 'LoadBalancerPool', type: 'Ready' }],
]);

/** The parts of a sync request of any kind that are read. */
interface SyncRequest {
  readonly object: { readonly metadata: { readonly name: string; readonly namespace?: string } };
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

function reasonOf({ attachments, status }: SyncAnswer, { kind, type }: SyncHook): string {
  const condition = status?.conditions?.find((each) => each.type === type);
  if (condition !== undefined) return condition.reason;
  if (kind !== 'Service') return type;
  return attachments.length > 0 ? 'Waiting' : 'Released';
}

/** The outcome of a sync; undefined for the other hooks. */
export function outcomeOf(path: string, request: unknown, answer: unknown): Outcome | undefined {
  const hook = SYNC_HOOKS.get(path);
  if (hook === undefined) return undefined;
  const { name, namespace } = (request as SyncRequest).object.metadata;
  const { status = {} } = answer as SyncAnswer;
  const { loadBalancer, servingNodes = 0, totalNodes = servingNodes, readyNodes = servingNodes } = status;
  return {
    kind: hook.kind,
    name: namespace === undefined ? name : `${namespace}/${name}`,
    reason: reasonOf(answer as SyncAnswer, hook),
    addresses: loadBalancer?.ingress?.length ?? 0,
    totalNodes,
    readyNodes,
  };
}
