import { exposureName } from '../kubernetes/names.ts';
import { problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import { readTime } from '../kubernetes/wire.ts';
import { sinceOf } from './admission.ts';
import type { AdmittedExposure } from './admitted.ts';
import type { Findings } from './problems.ts';
import { admittedWorkload, hasAdmittedPorts } from './rollout.ts';

/** A problem, and since when it exists in milliseconds since the epoch; undefined: not known, so it is not reported. */
interface Lasting {
  readonly since: number | undefined;
  readonly problem: Problem;
}

const POD_SECURITY_LABEL = 'pod-security.kubernetes.io/enforce';

function podSecurity({ exposure, namespace, rollout, proxies }: AdmittedExposure): Problem | undefined {
  const level = namespace?.metadata?.labels?.[POD_SECURITY_LABEL] ?? '';
  const isMissing = proxies.length < (rollout.desired ?? 0);
  if (!isMissing || !['baseline', 'restricted'].includes(level)) return undefined;
  const name = exposure.metadata.namespace;
  const rule = `namespace ${name} enforces the pod security level ${level}, which forbids host ports`;
  return problem(
    'PodSecurity',
    `${rule}; label it ${POD_SECURITY_LABEL}=privileged, use another namespace, or workload None in a pool`,
  );
}

/** Only a person pauses a Deployment. */
function paused(of: AdmittedExposure, name: string): Problem | undefined {
  const { exposure, admitted, deployment, rollout } = of;
  const isPaused = admitted.workload === 'Deployment' && deployment?.spec?.paused === true;
  if (!isPaused || rollout.isComplete) return undefined;
  const resume = `kubectl rollout resume deployment/${name} -n ${exposure.metadata.namespace}`;
  return problem('WorkloadNotApplied', `Deployment ${name} is paused; ${resume}`);
}

function notApplied(of: AdmittedExposure, name: string): Lasting | undefined {
  const { exposure, previous, admitted, now } = of;
  if (hasAdmittedPorts(of, admitted)) return undefined;
  const exists = admittedWorkload(of, admitted) !== undefined;
  const what = exists ? `does not have the ports ${admitted.ports.join(', ')}` : 'does not exist';
  const why = 'the API server refuses it, or something changes it';
  const see = `see the events of Service ${exposure.spec.service.name}`;
  return {
    since: readTime(sinceOf(admitted, previous, now)),
    problem: problem('WorkloadNotApplied', `${admitted.workload} ${name} ${what}: ${why}; ${see}`),
  };
}

// The status of a Deployment says why pods cannot be created.
function refusedByDeployment({ deployment }: AdmittedExposure, name: string): Lasting | undefined {
  const conditions = deployment?.status?.conditions ?? [];
  const failure = conditions.find(({ type, status }) => type === 'ReplicaFailure' && status === 'True');
  if (failure === undefined) return undefined;
  const message = `pods of Deployment ${name} cannot be created (${failure.message ?? 'no message'})`;
  return { since: readTime(failure.lastTransitionTime), problem: problem('PodsRefused', message) };
}

// The status of a DaemonSet only shows that pods are missing. Its events say why. The status has no time: managedFields say
// when it was written.
function refusedByDaemonSet(of: AdmittedExposure, name: string): Lasting | undefined {
  const { exposure, previous, daemonSet, admitted, rollout, proxies, now } = of;
  const { desired = 0 } = rollout;
  const missing = desired - proxies.length;
  const written = daemonSet?.metadata?.managedFields?.filter(({ subresource }) => subresource === 'status');
  const [reported] = (written ?? []).flatMap(({ time }) => readTime(time) ?? []);
  if (missing <= 0 || reported === undefined) return undefined;
  const newest = Math.max(reported, ...proxies.map(({ createdAt }) => createdAt));
  const refused = `${missing} of ${desired} pods of DaemonSet ${name} cannot be created`;
  const see = `kubectl describe daemonset ${name} -n ${exposure.metadata.namespace} shows why`;
  return {
    since: Math.max(readTime(sinceOf(admitted, previous, now)) ?? 0, newest),
    problem: problem('PodsRefused', `${refused}; ${see}`),
  };
}

/**
 * Why the workload is not as admitted, or has not all of its pods: the first of these.
 * 1. Pod security forbids its pods.
 * 2. It is a paused Deployment.
 * 3. It does not exist, or does not have the admitted ports.
 * 4. Its pods cannot be created.
 * The last two exist for a moment in each rollout, so they are reported when they have lasted for the retention.
 */
export function readApplied(of: AdmittedExposure): Findings {
  const { exposure, admitted, retention, now } = of;
  const name = exposureName(exposure.spec.service);
  const certain = podSecurity(of) ?? paused(of, name);
  if (certain !== undefined) return { problems: [certain], recheckAt: [] };
  const refused = admitted.workload === 'DaemonSet' ? refusedByDaemonSet : refusedByDeployment;
  const lasting = notApplied(of, name) ?? refused(of, name);
  if (lasting?.since === undefined) return { problems: [], recheckAt: [] };
  const reportAt = lasting.since + retention;
  return { problems: reportAt > now ? [] : [lasting.problem], recheckAt: [reportAt] };
}
