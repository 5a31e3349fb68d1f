import { exposureName } from '../kubernetes/names.ts';
import { problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import { readTime } from '../kubernetes/wire.ts';
import type { AdmittedState } from './admission.ts';
import type { Replacement } from './replacement.ts';
import { hasAdmittedPorts } from './rollout.ts';

interface AppliedProblems {
  readonly problems: readonly Problem[];
  /** When time alone brings a problem, in milliseconds since the epoch. */
  readonly recheckAt: readonly number[];
}

const NOTHING_WRONG: AppliedProblems = { problems: [], recheckAt: [] };

/** A problem that is reported when it has lasted for the retention, because each of them exists for a moment in a rollout. */
interface Lasting {
  /** Milliseconds since the epoch; undefined: not known, so it is not reported. */
  readonly since: number | undefined;
  readonly problem: Problem;
}

/**
 * Since when the status of the DaemonSet is as it is, in milliseconds since the epoch. The status itself has no time, so it
 * comes from managedFields.
 */
function statusSince({ state }: AdmittedState): number | undefined {
  const entries = state.daemonSet?.metadata?.managedFields ?? [];
  const times = entries.flatMap(({ subresource, time }) =>
    subresource === 'status' ? (readTime(time) ?? []) : [],
  );
  return times[0];
}

function notApplied({ state, admitted, admittedSince }: AdmittedState, name: string): Lasting | undefined {
  if (hasAdmittedPorts(state, admitted)) return undefined;
  const { service } = state.exposure.spec;
  const exists = (admitted.workload === 'DaemonSet' ? state.daemonSet : state.deployment) !== undefined;
  const what = exists ? `does not have the ports ${admitted.ports.join(', ')}` : 'does not exist';
  const why = 'the API server refuses it, or something changes it';
  return {
    since: readTime(admittedSince),
    problem: problem(
      'WorkloadNotApplied',
      `${admitted.workload} ${name} ${what}: ${why}; see the events of Service ${service.name}`,
    ),
  };
}

// The status of a Deployment says why pods cannot be created.
function refusedByDeployment({ state }: AdmittedState, name: string): Lasting | undefined {
  const conditions = state.deployment?.status?.conditions ?? [];
  const failure = conditions.find(({ type, status }) => type === 'ReplicaFailure' && status === 'True');
  if (failure === undefined) return undefined;
  const message = `pods of Deployment ${name} cannot be created (${failure.message ?? 'no message'})`;
  return { since: readTime(failure.lastTransitionTime), problem: problem('PodsRefused', message) };
}

// The status of a DaemonSet only shows that pods are missing. Its events say why.
function refusedByDaemonSet(
  of: AdmittedState,
  name: string,
  { rollout, proxies }: Replacement,
): Lasting | undefined {
  const { desired = 0 } = rollout;
  const missing = desired - proxies.length;
  const reported = statusSince(of);
  if (missing <= 0 || reported === undefined) return undefined;
  const newest = Math.max(reported, ...proxies.map(({ createdAt }) => createdAt));
  const refused = `${missing} of ${desired} pods of DaemonSet ${name} cannot be created`;
  const see = `kubectl describe daemonset ${name} -n ${of.state.exposure.metadata.namespace} shows why`;
  return {
    since: Math.max(readTime(of.admittedSince) ?? 0, newest),
    problem: problem('PodsRefused', `${refused}; ${see}`),
  };
}

function isPaused({ state, admitted }: AdmittedState, { rollout }: Replacement): boolean {
  const { deployment } = state;
  return admitted.workload === 'Deployment' && deployment?.spec?.paused === true && !rollout.isComplete;
}

/**
 * Why the workload is not as admitted, or has not all of its pods.
 * 1. It does not exist, or does not have the admitted ports.
 * 2. It is a paused Deployment: this is reported at once, because only a person pauses it.
 * 3. Pods cannot be created.
 * Nothing of this is reported if pod security is already known to be the cause.
 */
export function readAppliedProblems(
  of: AdmittedState,
  replacement: Replacement,
  known: readonly Problem[],
): AppliedProblems {
  if (known.some(({ reason }) => reason === 'PodSecurity')) return NOTHING_WRONG;
  const { exposure } = of.state;
  const name = exposureName(exposure.spec.service);
  if (isPaused(of, replacement)) {
    const resume = `kubectl rollout resume deployment/${name} -n ${exposure.metadata.namespace}`;
    const problems = [problem('WorkloadNotApplied', `Deployment ${name} is paused; ${resume}`)];
    return { problems, recheckAt: [] };
  }
  const refused =
    of.admitted.workload === 'DaemonSet'
      ? refusedByDaemonSet(of, name, replacement)
      : refusedByDeployment(of, name);
  const lasting = notApplied(of, name) ?? refused;
  if (lasting?.since === undefined) return NOTHING_WRONG;
  const reportAt = lasting.since + replacement.retention;
  return reportAt > replacement.now
    ? { problems: [], recheckAt: [reportAt] }
    : { problems: [lasting.problem], recheckAt: [] };
}
