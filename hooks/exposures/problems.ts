import { exclusivePools, poolsText } from '../kubernetes/exclusive-pools.ts';
import { nodesText, problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import { hasNoPlace, isStarting, isUnreachable, noPlaceAt } from './admitted.ts';
import type { AdmittedExposure } from './admitted.ts';
import type { ExposureState } from './observed.ts';
import type { Pool } from './pool.ts';
import { portTaken } from './port-taken.ts';
import type { Proxy } from './proxies.ts';
import { isReadyEndpoint, localPolicy } from './serving.ts';

/** What is wrong, and when time alone may change that. */
export interface Findings {
  readonly problems: readonly Problem[];
  /** Milliseconds since the epoch. */
  readonly recheckAt: readonly number[];
}

function unscheduled(proxy: Proxy, message: string, of: AdmittedExposure): Problem {
  if (message.includes('free ports')) return portTaken(proxy, of);
  const isDeployment = of.admitted.workload === 'Deployment';
  const [why = ''] = message.split(' preemption:');
  const isNoMatch = /didn't match Pod's node affinity\/selector|untolerated taint/.test(why);
  if (isDeployment && isNoMatch) return problem('NoNodeMatches', `no node matches (${why})`);
  return problem('NoReadyNode', `the proxy cannot be scheduled (${why})`);
}

/** Why one pod is not ready, without the node; undefined while it may just be starting. */
export function proxyProblem(proxy: Proxy, of: AdmittedExposure): Problem | undefined {
  const { readySince, terminatingSince, unschedulable, failure } = proxy;
  if (readySince !== undefined) return undefined;
  if (isUnreachable(proxy, of)) {
    return problem('ProxyFailed', 'the proxy neither starts nor ends, the kubelet does not respond');
  }
  if (terminatingSince !== undefined) return undefined;
  if (failure !== undefined) return failure;
  if (unschedulable !== undefined) {
    return hasNoPlace(proxy, of) ? unscheduled(proxy, unschedulable.message, of) : undefined;
  }
  return isStarting(proxy, of) ? undefined : problem('ProxyFailed', 'the proxy is not ready');
}

/** One problem for all the nodes that have it. */
function podProblems(of: AdmittedExposure): Problem[] {
  const groups = new Map<string, Problem & { readonly nodes: string[] }>();
  for (const proxy of of.proxies) {
    const found = proxyProblem(proxy, of);
    if (found === undefined) continue;
    const key = `${found.reason} ${found.message}`;
    const group = groups.get(key) ?? { ...found, nodes: [] };
    if (proxy.node !== undefined) group.nodes.push(proxy.node);
    groups.set(key, group);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { reason, message, nodes }]) =>
      problem(reason, nodes.length === 0 ? message : `${message} on ${nodesText(nodes)}`),
    );
}

/**
 * When time alone may bring a problem of a pod, or show that its node is down, in milliseconds since the epoch.
 * 1. It terminates: after the retention.
 * 2. It cannot be scheduled: when that has settled. A scheduler that was down sees also old pods for the first time.
 * 3. It is not ready: when it does not count as starting any more, whatever fails.
 */
function problemTimes({ proxies, retention }: AdmittedExposure): number[] {
  return proxies.flatMap((proxy) => {
    const { createdAt, readySince, lostSince, terminatingSince } = proxy;
    if (terminatingSince !== undefined) return [terminatingSince + retention];
    const settled = noPlaceAt(proxy);
    if (settled !== undefined) return [settled];
    return readySince === undefined ? [(lostSince ?? createdAt) + retention] : [];
  });
}

/** Says which nodes are left out, where no node matches. */
function namingForeign(found: Problem, { pools, admitted }: AdmittedExposure): Problem {
  const foreign = exclusivePools(pools, admitted.pool);
  if (found.reason !== 'NoNodeMatches' || foreign.length === 0) return found;
  return problem(found.reason, `${found.message}; the nodes of exclusive ${poolsText(foreign)} are left out`);
}

/** Why pods are not ready, or why there are none. */
export function readProxyProblems(of: AdmittedExposure): Findings {
  const { admitted, pool, rollout } = of;
  const isNowhere = rollout.desired === 0 && pool?.state !== 'empty';
  const where = admitted.pool === undefined ? 'node' : `node of LoadBalancerPool ${admitted.pool}`;
  const nowhere = problem('NoNodeMatches', `no ${where} matches the node selector and tolerations`);
  const found = [...(isNowhere ? [nowhere] : []), ...podProblems(of)];
  return { problems: found.map((each) => namingForeign(each, of)), recheckAt: problemTimes(of) };
}

/** Says why ready nodes are not published. */
export function nodeProblems(
  { spec }: ExposureState['exposure'],
  ready: number,
  serving: number,
  published: number,
): Problem[] {
  if (published > 0 || ready === 0) return [];
  const noEndpoint = `${localPolicy(spec) ?? ''} and no node that could be published has a ready endpoint`;
  return serving === 0
    ? [problem('NoLocalEndpoints', noEndpoint)]
    : [problem('NoReadyNode', 'no ready node has an address of the requested family and type')];
}

/**
 * Says that endpoints count for no node. The controllers of Kubernetes write a nodeName (EndpointSlice endpoints.nodeName);
 * a person or another program may leave it out.
 */
export function endpointProblems({ exposure, endpointSlices, admitted }: AdmittedExposure): Problem[] {
  const policy = localPolicy(exposure.spec, admitted.workload);
  if (policy === undefined) return [];
  const faulty = endpointSlices.filter(({ endpoints }) =>
    endpoints?.some((endpoint) => !endpoint.nodeName && isReadyEndpoint(endpoint)),
  );
  const [first = '', ...others] = faulty.map(({ metadata }) => metadata?.name ?? '').sort();
  if (faulty.length === 0) return [];
  const where = `EndpointSlice ${first}${others.length > 0 ? ` and ${others.length} more` : ''}`;
  const what = `${where} has endpoints without nodeName, and no node serves them because ${policy}`;
  return [problem('EndpointWithoutNode', `${what}; write their nodeName, or use the policy Cluster`)];
}

/** Says that the status of the pool is missing or about an older spec. */
export function staleProblem({ name }: Pool): Problem {
  return problem(
    'Progressing',
    `LoadBalancerPool ${name} has not reported its nodes yet, see kubectl get lbpool`,
  );
}
