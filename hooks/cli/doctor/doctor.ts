import type { Check } from './check.ts';
import { controllers } from './controllers.ts';
import { crds } from './crds.ts';
import { countText } from './finding.ts';
import type { Finding, Level } from './finding.ts';
import { isUnread } from './gather.ts';
import { answered, hookPods } from './hook.ts';
import { ciliumInstead, kubeProxyMode } from './kube-proxy.ts';
import { metacontrollerPods, metacontrollerPrograms, metacontrollerRights } from './metacontroller.ts';
import { podSecurity } from './namespaces.ts';
import { poolNodes, proxies } from './nodes.ts';
import type { Observed, Reading } from './observed.ts';
import { hookPolicies, proxyPolicies } from './policies.ts';
import { rivals } from './rivals.ts';
import { callsAreAccepted, secrets } from './secure.ts';
import { sizes } from './sizes.ts';

/** In the order of the report: what others need comes first. */
const CHECKS: readonly Check[] = [
  metacontrollerPods,
  metacontrollerPrograms,
  metacontrollerRights,
  crds,
  controllers,
  hookPods,
  answered,
  callsAreAccepted,
  secrets,
  hookPolicies,
  proxyPolicies,
  kubeProxyMode,
  ciliumInstead,
  poolNodes,
  proxies,
  podSecurity,
  rivals,
  sizes,
];

/** A finding with the title of its check. */
export interface Titled extends Finding {
  readonly title: string;
}

function findingsOf({ needs, find }: Check, reading: Reading, now: number): readonly Finding[] {
  const unread = needs.map((key) => reading[key]).filter(isUnread);
  return unread.length > 0 ? unread : find(reading as Observed, now);
}

/** All findings, in order. What may not be read is said once under each title. */
export function diagnose(reading: Reading, now: number): Titled[] {
  const all = CHECKS.flatMap((check) =>
    findingsOf(check, reading, now).map((finding) => ({ title: check.title, ...finding })),
  );
  return [...new Map(all.map((finding) => [`${finding.title} ${finding.what}`, finding])).values()];
}

const LEVELS: readonly Level[] = ['problem', 'warning', 'unknown', 'ok'];

/** `2 problems, 1 warning, 20 ok`. */
export function summaryOf(findings: readonly Finding[]): string {
  const counts = LEVELS.map((level) => ({
    level,
    count: findings.filter((finding) => finding.level === level).length,
  }));
  const isCounted = (level: Level) => level === 'problem' || level === 'warning';
  return counts
    .filter(({ count }) => count > 0)
    .map(({ level, count }) => (isCounted(level) ? countText(count, level) : `${count} ${level}`))
    .join(', ');
}
