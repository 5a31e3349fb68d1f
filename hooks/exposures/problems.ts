import { nodesText, problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { Admitted } from '../kubernetes/service-exposure.ts';
import type { AdmittedState } from './admission.ts';
import type { ExposureState } from './observed.ts';
import type { Pool } from './pool.ts';
import type { Proxy } from './proxies.ts';
import { SETTLE, hasNoPlace, isStarting, isUnreachable } from './replacement.ts';
import type { Replacement } from './replacement.ts';
import { localPolicy } from './serving.ts';

// The waiting pod is the one that a rolling update may replace.
const STALLED = 'older proxies are not updated while ';
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

function unscheduled(message: string, { ports, workload }: Admitted, isBehind: boolean): Problem {
  const requested = ports.join(', ');
  const isDeployment = workload === 'Deployment';
  if (message.includes('free ports')) {
    const which = ports.length === 1 ? requested : `one of ${requested}`;
    return isDeployment
      ? problem(
          'PortTaken',
          `no matching node has ${requested} free; other pods, or this Service's own, use them`,
        )
      : problem('PortTaken', `${isBehind ? STALLED : ''}${which} is already used by another pod`);
  }
  const [why = ''] = message.split(' preemption:');
  const isNoMatch = /didn't match Pod's node affinity\/selector|untolerated taint/.test(why);
  if (isDeployment && isNoMatch) return problem('NoNodeMatches', `no node matches (${why})`);
  return problem('NoReadyNode', `the proxy cannot be scheduled (${why})`);
}

/** Why one pod is not ready, without the node; undefined while it may just be starting. */
export function proxyProblem(proxy: Proxy, replacement: Replacement): Problem | undefined {
  const { readySince, terminatingSince, unschedulable, failure } = proxy;
  if (readySince !== undefined) return undefined;
  if (isUnreachable(proxy, replacement)) {
    return problem('ProxyFailed', 'the proxy neither starts nor ends, the kubelet does not respond');
  }
  if (terminatingSince !== undefined) return undefined;
  if (failure !== undefined) return failure;
  if (unschedulable !== undefined) {
    if (!hasNoPlace(proxy, replacement)) return undefined;
    return unscheduled(unschedulable.message, replacement.admitted, replacement.rollout.isBehind);
  }
  return isStarting(proxy, replacement) ? undefined : problem('ProxyFailed', 'the proxy is not ready');
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
  return [
    ...podSecurity(of, replacement),
    ...(isNowhere ? [problem('NoNodeMatches', `no ${where} matches the node selector and tolerations`)] : []),
    ...podProblems(replacement),
  ];
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

/** Says that the status of the pool is missing or about an older spec. */
export function staleProblem({ name }: Pool): Problem {
  return problem(
    'Progressing',
    `LoadBalancerPool ${name} has not reported its nodes yet, see kubectl get lbpool`,
  );
}

/** When time alone may bring a problem of a pod, or show that its node is down, in milliseconds since the epoch. */
export function problemTimes(replacement: Replacement): number[] {
  const { proxies, retention } = replacement;
  return proxies.flatMap((proxy) => {
    const { createdAt, terminatingSince, unschedulable, failure } = proxy;
    if (terminatingSince !== undefined) return [terminatingSince + retention];
    if (!isStarting(proxy, replacement) || failure !== undefined) return [];
    return [unschedulable === undefined ? createdAt + retention : unschedulable.since + SETTLE];
  });
}
