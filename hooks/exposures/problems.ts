import type { IPFamily } from '../kubernetes/ip-address.ts';
import { PREFIX } from '../kubernetes/keys.ts';
import { nodesText, problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { WorkloadKind } from '../kubernetes/load-balancer-pool.ts';
import { addressTypes } from './addresses.ts';
import type { AdmittedState } from './admission.ts';
import { namingForeign } from './exclusive.ts';
import type { ExposureState } from './observed.ts';
import type { Pool } from './pool.ts';
import { portTaken } from './port-taken.ts';
import type { Proxy } from './proxies.ts';
import { SETTLE, hasNoPlace, isStarting, isUnreachable } from './replacement.ts';
import type { ProxyContext, Replacement } from './replacement.ts';
import { isReadyEndpoint, localPolicy } from './serving.ts';

const POD_SECURITY_LABEL = 'pod-security.kubernetes.io/enforce';

function podSecurity({ state }: AdmittedState, { rollout, proxies }: Replacement): Problem[] {
  const { exposure, namespace } = state;
  const level = namespace?.metadata?.labels?.[POD_SECURITY_LABEL] ?? '';
  const isMissing = proxies.length < (rollout.desired ?? 0);
  if (!isMissing || !['baseline', 'restricted'].includes(level)) return [];
  const name = exposure.metadata.namespace;
  const rule = `namespace ${name} enforces the pod security level ${level}, which forbids host ports`;
  return [
    problem(
      'PodSecurity',
      `${rule}; label it ${POD_SECURITY_LABEL}=privileged, use another namespace, or workload None in a pool`,
    ),
  ];
}

function unscheduled(proxy: Proxy, message: string, context: ProxyContext): Problem {
  if (message.includes('free ports')) return portTaken(proxy, context);
  const isDeployment = context.admitted.workload === 'Deployment';
  const [why = ''] = message.split(' preemption:');
  const isNoMatch = /didn't match Pod's node affinity\/selector|untolerated taint/.test(why);
  if (isDeployment && isNoMatch) return problem('NoNodeMatches', `no node matches (${why})`);
  return problem('NoReadyNode', `the proxy cannot be scheduled (${why})`);
}

/** Why one pod is not ready, without the node; undefined while it may just be starting. */
export function proxyProblem(proxy: Proxy, context: ProxyContext): Problem | undefined {
  const { readySince, terminatingSince, unschedulable, failure } = proxy;
  if (readySince !== undefined) return undefined;
  if (isUnreachable(proxy, context)) {
    return problem('ProxyFailed', 'the proxy neither starts nor ends, the kubelet does not respond');
  }
  if (terminatingSince !== undefined) return undefined;
  if (failure !== undefined) return failure;
  if (unschedulable !== undefined) {
    if (!hasNoPlace(proxy, context)) return undefined;
    return unscheduled(proxy, unschedulable.message, context);
  }
  return isStarting(proxy, context) ? undefined : problem('ProxyFailed', 'the proxy is not ready');
}

/** One problem for all the nodes that have it. */
function podProblems(replacement: Replacement): Problem[] {
  const groups = new Map<string, Problem & { readonly nodes: string[] }>();
  for (const proxy of replacement.proxies) {
    const found = proxyProblem(proxy, replacement);
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

/** Problems of the workload and its pods. */
export function workloadProblems(of: AdmittedState, replacement: Replacement): Problem[] {
  const { pool, admitted } = of;
  const isNowhere = replacement.rollout.desired === 0 && pool?.state !== 'empty';
  const where = admitted.pool === undefined ? 'node' : `node of LoadBalancerPool ${admitted.pool}`;
  const found = [
    ...podSecurity(of, replacement),
    ...(isNowhere ? [problem('NoNodeMatches', `no ${where} matches the node selector and tolerations`)] : []),
    ...podProblems(replacement),
  ];
  return found.map((each) => namingForeign(each, of.state, admitted));
}

/** Says why ready nodes are not published. */
export function nodeProblems(
  { spec }: ExposureState['exposure'],
  ready: number,
  serving: number,
  published: number,
): Problem[] {
  if (published > 0 || ready === 0) return [];
  return serving === 0
    ? [
        problem(
          'NoLocalEndpoints',
          `${localPolicy(spec) ?? ''} and no node that could be published has a ready endpoint`,
        ),
      ]
    : [problem('NoReadyNode', 'no ready node has an address of the requested family and type')];
}

/**
 * Says that endpoints count for no node. The controllers of Kubernetes write a nodeName (EndpointSlice endpoints.nodeName);
 * a person or another program may leave it out.
 */
export function endpointProblems(
  { exposure, endpointSlices }: ExposureState,
  workload: WorkloadKind,
): Problem[] {
  const policy = localPolicy(exposure.spec, workload);
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

/** Says which families of the Service are not exposed, while others are. */
export function familyProblems(missing: readonly IPFamily[], { state, pool }: AdmittedState): Problem[] {
  const { families, options } = state.exposure.spec;
  const types = addressTypes(options, pool).join(' or ');
  const others = families.filter((family) => !missing.includes(family)).join(', ');
  return missing.map((family) => {
    const what = `no serving node has an ${family} address of type ${types}, so only ${others} is exposed`;
    const how = `add one to the nodes, choose other types with the annotation ${PREFIX}address-types`;
    return problem('FamilyWithoutAddress', `${what}; ${how}, or request only ${others} in spec.ipFamilies`);
  });
}

/** Says that the status of the pool is missing or about an older spec. */
export function staleProblem({ name }: Pool): Problem {
  return problem(
    'Progressing',
    `LoadBalancerPool ${name} has not reported its nodes yet, see kubectl get lbpool`,
  );
}

/**
 * When time alone may bring a problem of a pod, or show that its node is down, in milliseconds since the epoch.
 * 1. It terminates: after the retention.
 * 2. It cannot be scheduled: when that has settled. A scheduler that was down sees also old pods for the first time.
 * 3. It is not ready: when it does not count as starting any more, whatever fails.
 */
export function problemTimes({ proxies, retention }: Replacement): number[] {
  return proxies.flatMap(({ createdAt, readySince, terminatingSince, unschedulable }) => {
    if (terminatingSince !== undefined) return [terminatingSince + retention];
    if (unschedulable !== undefined) return [unschedulable.since + SETTLE];
    return readySince === undefined ? [createdAt + retention] : [];
  });
}
