import type { V1Taint } from '@kubernetes/client-node';
import { matchesSelector } from '../kubernetes/label-selector.ts';
import type { NodeRequirement } from '../kubernetes/label-selector.ts';
import type { Toleration } from '../kubernetes/tolerations.ts';
import type { Observed } from '../kubernetes/wire.ts';
import type { Node } from '../pools/members.ts';

/** Taints that the DaemonSet controller lets its pods tolerate. */
const DAEMON_TAINT =
  /^node\.kubernetes\.io\/(not-ready|unreachable|(disk|memory|pid)-pressure|unschedulable)$/;

function meets({ key, operator, values = [] }: NodeRequirement, labels: Readonly<Record<string, string>>) {
  const [value, bound] = [labels[key] ?? NaN, values[0]].map(Number) as [number, number];
  if (operator === 'Gt') return value > bound;
  if (operator === 'Lt') return value < bound;
  return matchesSelector({ matchExpressions: [{ key, operator, values: [...values] }] }, labels);
}

function tolerates({ key, operator, value = '', effect }: Toleration, taint: Observed<V1Taint>): boolean {
  if (effect && effect !== taint.effect) return false;
  if (!key) return operator === 'Exists';
  return key === taint.key && (operator === 'Exists' || value === (taint.value ?? ''));
}

/** Why proxies that must meet these requirements do not run on a node; null: its labels and taints allow it. */
export function objectionToNode(
  requirements: readonly NodeRequirement[],
  tolerations: readonly Toleration[],
  { metadata, spec }: Node,
): string | null {
  const unmet = requirements.find((each) => !meets(each, metadata.labels ?? {}));
  if (unmet !== undefined) {
    const values = (unmet.values ?? []).join(', ');
    return `its labels do not meet ${unmet.key} ${unmet.operator} ${values}`.trimEnd();
  }
  const taint = (spec?.taints ?? [])
    .filter(({ key, effect }) => effect !== 'PreferNoSchedule' && !DAEMON_TAINT.test(key))
    .find((each) => !tolerations.some((toleration) => tolerates(toleration, each)));
  if (taint === undefined) return null;
  return `its taint ${taint.key}${taint.value ? `=${taint.value}` : ''}:${taint.effect} is not tolerated`;
}
