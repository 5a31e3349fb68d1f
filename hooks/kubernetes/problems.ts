/**
 * Every reason of the Exposed condition but `Exposed` itself, the most telling first: a Service's first problem is its
 * condition's reason.
 */
export const PROBLEMS = {
  InvalidService:
    'The Service itself cannot be exposed: it has no port, no cluster IP, or too many ports or source ranges.',
  InvalidAnnotation: 'An annotation cannot be read; the last good options stay in force.',
  PoolNotFound: 'There is no such LoadBalancerPool; what runs stays as it is.',
  PoolForbids: 'The LoadBalancerPool is not for this namespace, or does not allow a port of the Service.',
  PortReserved: 'A port of the Service is reserved, by RESERVED_PORTS or by the pool; it is left out.',
  PodSecurity: "The namespace's pod security level forbids host ports, so proxies cannot run there.",
  NoNodeMatches: 'No node matches the node selector and tolerations, or the pool has no nodes.',
  PortTaken: 'Another pod holds one of the ports on a node.',
  ImagePull: 'The image of the proxy cannot be pulled.',
  ProxyFailed: 'A proxy stops (its termination message says why) or does not become ready.',
  NoLocalEndpoints: 'externalTrafficPolicy is Local and no node with a proxy has a ready endpoint.',
  NoReadyNode: 'No node can take the proxy, or no ready node has an address of the wanted family and type.',
  Progressing: 'Proxies are starting or being replaced.',
} as const;

export type ProblemReason = keyof typeof PROBLEMS;

/** One thing that keeps the Service from being exposed as asked; the message is for its owner, without a full stop. */
export interface Problem {
  readonly reason: ProblemReason;
  readonly message: string;
}

export function problem(reason: ProblemReason, message: string): Problem {
  return { reason, message };
}

/** The problems, each message once. */
export function withoutDuplicates(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((found) => [found.message, found])).values()];
}

const RANK: readonly string[] = Object.keys(PROBLEMS);

/** The most telling problem first; beside another one, that the workload progresses is no news. */
export function byRank(problems: readonly Problem[]): Problem[] {
  const others = problems.filter(({ reason }) => reason !== 'Progressing');
  return [...(others.length > 0 ? others : problems)].sort(
    (a, b) => RANK.indexOf(a.reason) - RANK.indexOf(b.reason),
  );
}

const SHOWN_NODES = 3;

/** `node n1`, `nodes n1, n2`, `nodes n1, n2, n3 and 97 more`: in order, without duplicates. */
export function nodesText(nodes: readonly string[]): string {
  const names = [...new Set(nodes)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const more = names.length > SHOWN_NODES ? ` and ${names.length - SHOWN_NODES} more` : '';
  return `${names.length === 1 ? 'node' : 'nodes'} ${names.slice(0, SHOWN_NODES).join(', ')}${more}`;
}
