import { isDeepStrictEqual } from 'node:util';
import { EXPOSED_CONDITION } from '../kubernetes/keys.ts';

/** What an object or an answer says, in a few words: for logs and metrics, which never get whole objects. */
interface Summary {
  /** The condition's reason; Released: the Service is not ours (any more); Waiting: it is too early to say. */
  readonly reason: string;
  /** Published addresses and hostnames of a Service. */
  readonly addresses: readonly string[];
  readonly totalNodes: number;
  readonly readyNodes: number;
}

/** What a sync has answered, and what is different from the object as it was observed. */
export interface Outcome extends Summary {
  readonly kind: 'Service' | 'ServiceExposure' | 'LoadBalancerPool';
  /** `namespace/name`, or `name`. */
  readonly name: string;
  /** Undefined: nothing is different. */
  readonly change: Change | undefined;
}

/** The addresses and hostnames that a status has got and lost; both may be empty. */
interface Change {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** The type of the condition that has the reason. */
const CONDITIONS: Readonly<Record<Outcome['kind'], string>> = {
  Service: EXPOSED_CONDITION,
  ServiceExposure: 'Exposed',
  LoadBalancerPool: 'Ready',
};

/** The parts of a status of any kind that are read. */
interface Status {
  readonly conditions?: readonly { readonly type: string; readonly reason: string }[] | null;
  readonly loadBalancer?: {
    readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[] | null;
  } | null;
  readonly servingNodes?: number;
  readonly totalNodes?: number;
  readonly readyNodes?: number;
}

/** The parts of a request of any kind that are read. Only a sync has an object. */
interface HookRequest {
  readonly object?: {
    readonly kind: Outcome['kind'];
    readonly metadata: { readonly name: string; readonly namespace?: string };
    readonly status?: Status | null;
  };
  readonly attachments?: Readonly<Record<string, object>>;
}

/** The parts of an answer of any kind that are read. */
interface SyncAnswer {
  readonly attachments: readonly unknown[];
  readonly status?: Status;
}

function addressesOf({ loadBalancer }: Status): string[] {
  return (loadBalancer?.ingress ?? []).map(({ ip, hostname = '' }) => ip ?? hostname);
}

function summaryOf(kind: Outcome['kind'], status: Status, hasAttachments: boolean): Summary {
  const condition = status.conditions?.find(({ type }) => type === CONDITIONS[kind]);
  const { servingNodes = 0, totalNodes = servingNodes, readyNodes = servingNodes } = status;
  return {
    reason: condition?.reason ?? (hasAttachments ? 'Waiting' : 'Released'),
    // The addresses of a Service without our condition are another implementation's.
    addresses: condition === undefined ? [] : addressesOf(status),
    totalNodes,
    readyNodes,
  };
}

function without(addresses: readonly string[], others: readonly string[]): string[] {
  const left = new Set(others);
  return addresses.filter((address) => !left.has(address));
}

function changeOf(before: Summary, after: Summary): Change | undefined {
  if (isDeepStrictEqual(before, after)) return undefined;
  return {
    added: without(after.addresses, before.addresses),
    removed: without(before.addresses, after.addresses),
  };
}

/** The outcome of a sync; undefined for the other hooks. */
export function outcomeOf(request: unknown, answer: unknown): Outcome | undefined {
  const { object, attachments: observed = {} } = request as HookRequest;
  if (object === undefined) return undefined;
  const { kind, metadata } = object;
  const { name, namespace } = metadata;
  const observedStatus = object.status ?? {};
  // An answer without a status leaves it as it is.
  const { attachments, status = observedStatus } = answer as SyncAnswer;
  const hadAttachments = Object.values(observed).some((group) => Object.keys(group).length > 0);
  const before = summaryOf(kind, observedStatus, hadAttachments);
  const after = summaryOf(kind, status, attachments.length > 0);
  return {
    kind,
    name: namespace === undefined ? name : `${namespace}/${name}`,
    ...after,
    change: changeOf(before, after),
  };
}
