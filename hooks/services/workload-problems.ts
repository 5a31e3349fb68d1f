import { portText } from './exposure.ts';
import type { Exposure } from './exposure.ts';
import { SETTLE, isStarting, isUnreachable } from './grace.ts';
import type { Replacement } from './grace.ts';
import type { Observed } from './observed.ts';
import { nodesText, problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { Proxy } from './proxies.ts';

// The pod that waits is the one that a rollout may have down.
const STALLED = 'older proxies are not updated while ';
const POD_SECURITY_LABEL = 'pod-security.kubernetes.io/enforce';

function podSecurity({ namespace, service }: Observed, { rollout, proxies }: Replacement): Problem[] {
  const level = namespace?.metadata?.labels?.[POD_SECURITY_LABEL] ?? '';
  const missing = proxies.length < (rollout.desired ?? 0);
  if (!missing || !['baseline', 'restricted'].includes(level)) return [];
  const name = service.metadata.namespace;
  const rule = `namespace ${name} enforces the pod security level ${level}, which forbids host ports`;
  return [
    problem(
      'PodSecurity',
      `${rule}; label it ${POD_SECURITY_LABEL}=privileged, use another namespace, or workload None in a pool`,
    ),
  ];
}

function unscheduled(message: string, { ports, options }: Exposure, behind: boolean): Problem {
  const wanted = ports.map(portText).join(', ');
  const isDeployment = options.workload === 'Deployment';
  if (message.includes('free ports')) {
    const which = ports.length === 1 ? wanted : `one of ${wanted}`;
    return isDeployment
      ? problem(
          'PortTaken',
          `no matching node has ${wanted} free; other pods, or this Service's own, hold them`,
        )
      : problem('PortTaken', `${behind ? STALLED : ''}${which} is taken by another pod`);
  }
  const [told = ''] = message.split(' preemption:');
  const noMatch = /didn't match Pod's node affinity\/selector|untolerated taint/.test(told);
  if (isDeployment && noMatch) return problem('NoNodeMatches', `no node matches (${told})`);
  return problem('NoReadyNode', `the proxy cannot be scheduled (${told})`);
}

/** What keeps one pod from being ready, without saying where; undefined while it may just be starting. */
export function complaint(proxy: Proxy, exposure: Exposure, replacement: Replacement): Problem | undefined {
  const { readySince, goingSince, unschedulable, failure } = proxy;
  if (readySince !== undefined) return undefined;
  if (isUnreachable(proxy, replacement)) {
    return problem('ProxyFailed', 'the proxy neither starts nor ends, the kubelet does not answer');
  }
  if (goingSince !== undefined) return undefined;
  if (failure !== undefined) return failure;
  if (unschedulable !== undefined) {
    return unschedulable.since + SETTLE > replacement.now
      ? undefined
      : unscheduled(unschedulable.message, exposure, replacement.rollout.behind);
  }
  return isStarting(proxy, replacement) ? undefined : problem('ProxyFailed', 'the proxy is not ready');
}

/** One problem for all the nodes that have it. */
function podProblems(exposure: Exposure, replacement: Replacement): Problem[] {
  const groups = new Map<string, Problem & { readonly nodes: readonly string[] }>();
  for (const proxy of replacement.proxies) {
    const found = complaint(proxy, exposure, replacement);
    if (found === undefined) continue;
    const key = `${found.reason} ${found.message}`;
    const nodes = [...(groups.get(key)?.nodes ?? []), ...(proxy.node === undefined ? [] : [proxy.node])];
    groups.set(key, { ...found, nodes });
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { reason, message, nodes }]) =>
      problem(reason, nodes.length === 0 ? message : `${message} on ${nodesText(nodes)}`),
    );
}

/** Problems of the workload and its pods. */
export function workloadProblems(
  observed: Observed,
  exposure: Exposure,
  replacement: Replacement,
): Problem[] {
  const { pool } = exposure.options;
  const nowhere = replacement.rollout.desired === 0 && pool?.state !== 'empty';
  const where = pool === undefined ? 'node' : `node of LoadBalancerPool ${pool.name}`;
  return [
    ...podSecurity(observed, replacement),
    ...(nowhere ? [problem('NoNodeMatches', `no ${where} matches the node selector and tolerations`)] : []),
    ...podProblems(exposure, replacement),
  ];
}

/** When time alone may bring a problem of a pod, or show that its node is down, in milliseconds since the epoch. */
export function problemTimes(replacement: Replacement): number[] {
  const { proxies, grace } = replacement;
  const going = proxies.flatMap(({ goingSince }) => (goingSince === undefined ? [] : [goingSince + grace]));
  const starting = proxies
    .filter((proxy) => isStarting(proxy, replacement) && proxy.failure === undefined)
    .map(({ createdAt, unschedulable }) =>
      unschedulable ? unschedulable.since + SETTLE : createdAt + grace,
    );
  return [...going, ...starting];
}
