/**
 * Every reason of the Exposed condition but `Exposed` itself, the most important first: the first problem of a Service is
 * the reason of its condition.
 */
export const PROBLEMS = {
  InvalidService:
    'The Service itself cannot be exposed: it has no port, no cluster IP, or too many ports or source ranges.',
  InvalidAnnotation: 'An annotation cannot be used. The last good options stay in force.',
  NotOwned: 'No Service owns the ServiceExposure, so nothing is exposed for it.',
  PoolNotFound:
    'The LoadBalancerPool does not exist, or one is required and there is none. What a pool admitted before stays in force.',
  PoolForbids: 'The LoadBalancerPool does not admit this namespace, the workload, or a port of the Service.',
  PortReserved: 'A port of the Service is reserved, by RESERVED_PORTS or by the pool. It is left out.',
  PodSecurity: "The namespace's pod security level forbids host ports, so proxies cannot run there.",
  WorkloadNotApplied:
    'The workload does not exist, is paused, or does not have the admitted ports: something refuses or changes it.',
  PodsRefused:
    'Pods of the workload cannot be created: a quota, LimitRange, admission webhook or pod security refuses them.',
  NoNodeMatches:
    'No node matches the node selector and tolerations, or the pool has no nodes. Nodes of exclusive pools do not count.',
  PortTaken: 'Another Service or pod uses one of the ports on a node.',
  ImagePull: 'The image of the proxy cannot be pulled.',
  ProxyFailed: 'A proxy stops (its termination message says why) or does not become ready.',
  EndpointWithoutNode:
    'The traffic policy is Local, and endpoints in an EndpointSlice have no nodeName, so no node serves them.',
  NoLocalEndpoints: 'The traffic policy is Local and no node with a proxy has a ready endpoint.',
  NoReadyNode:
    'No node can take the proxy, or no ready node has an address of the requested family and type.',
  FamilyWithoutAddress:
    'No serving node has an address of one of the IP families. Only the other one is exposed.',
  TooManyNodes: 'More nodes serve than fit into the status. Only the first ones are published.',
  Progressing: 'Proxies are starting or being replaced.',
  LoadBalancerIPIgnored:
    'spec.loadBalancerIP is set, which has no effect. Everything else is exposed as requested.',
} as const;

export type ProblemReason = keyof typeof PROBLEMS;

/** One reason why the Service is not exposed as requested. The message is for its owner, without a full stop. */
export interface Problem {
  readonly reason: ProblemReason;
  readonly message: string;
}

export function problem(reason: ProblemReason, message: string): Problem {
  return { reason, message };
}

const RANK: readonly string[] = Object.keys(PROBLEMS);

/** What does not change what is exposed. */
const NOTICE: ProblemReason = 'LoadBalancerIPIgnored';

/** Each message once, the most important problem first. Next to another problem, progress does not need to be reported. */
export function byRank(problems: readonly Problem[]): Problem[] {
  const unique = [...new Map(problems.map((found) => [found.message, found])).values()];
  const others = unique.filter(({ reason }) => reason !== 'Progressing');
  return (others.some(({ reason }) => reason !== NOTICE) ? others : unique).sort(
    (a, b) => RANK.indexOf(a.reason) - RANK.indexOf(b.reason),
  );
}

const SHOWN_NODES = 3;

// localeCompare makes one for each comparison: a third of a second for 5,000 nodes.
const NUMERIC = new Intl.Collator('en', { numeric: true });

/** `node n1`, `nodes n1, n2`, `nodes n1, n2, n3 and 97 more`: in order, without duplicates. */
export function nodesText(nodes: readonly string[]): string {
  const names = [...new Set(nodes)].sort((a, b) => NUMERIC.compare(a, b));
  const more = names.length > SHOWN_NODES ? ` and ${names.length - SHOWN_NODES} more` : '';
  return `${names.length === 1 ? 'node' : 'nodes'} ${names.slice(0, SHOWN_NODES).join(', ')}${more}`;
}
