import type { V1NodeSelectorRequirement, V1PodSpec, V1Taint, V1Toleration } from '@kubernetes/client-node';
import { matchesSelector } from '../../kubernetes/label-selector.ts';
import type { Node } from '../../pools/members.ts';
import type { Desired, Observed } from '../../kubernetes/wire.ts';

type PodSpec = Desired<V1PodSpec>;
type Labels = Readonly<Record<string, string>>;

/** Taints that the DaemonSet controller lets its pods tolerate. */
const DAEMON_TAINTS = [
  'not-ready',
  'unreachable',
  'disk-pressure',
  'memory-pressure',
  'pid-pressure',
  'unschedulable',
].map((name) => `node.kubernetes.io/${name}`);

function meets({ key, operator, values }: Desired<V1NodeSelectorRequirement>, labels: Labels): boolean {
  if (operator !== 'Gt' && operator !== 'Lt') {
    return matchesSelector({ matchExpressions: [{ key, operator, ...(values ? { values } : {}) }] }, labels);
  }
  const value = Number(labels[key] ?? NaN);
  const bound = Number(values?.[0] ?? NaN);
  return operator === 'Gt' ? value > bound : value < bound;
}

function requirementText({ key, operator, values = [] }: Desired<V1NodeSelectorRequirement>): string {
  const list = values.length === 0 ? '' : ` ${values.join(', ')}`;
  return `${key} ${operator}${list}`;
}

function affinityObjection({ affinity }: PodSpec, labels: Labels): string | null {
  const terms =
    affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const unmet = terms.map((term) =>
    (term.matchExpressions ?? []).find((requirement) => !meets(requirement, labels)),
  );
  const [first] = unmet;
  if (terms.length === 0 || unmet.includes(undefined) || first === undefined) return null;
  return `its labels do not meet ${requirementText(first)}`;
}

function selectorObjection({ nodeSelector = {} }: PodSpec, labels: Labels): string | null {
  const missing = Object.entries(nodeSelector).find(([key, value]) => labels[key] !== value);
  return missing === undefined ? null : `it has no label ${missing[0]}=${missing[1]}`;
}

function tolerates(
  { key, operator, value, effect }: Desired<V1Toleration>,
  taint: Observed<V1Taint>,
): boolean {
  if (effect && effect !== taint.effect) return false;
  if (!key) return operator === 'Exists';
  return key === taint.key && (operator === 'Exists' || (value ?? '') === (taint.value ?? ''));
}

function taintText({ key, value, effect }: Observed<V1Taint>): string {
  return `${key}${value ? `=${value}` : ''}:${effect}`;
}

function taintObjection({ tolerations = [] }: PodSpec, { spec }: Node): string | null {
  const taint = (spec?.taints ?? [])
    .filter(({ effect }) => effect !== 'PreferNoSchedule')
    .filter(({ key }) => !DAEMON_TAINTS.includes(key))
    .find((each) => !tolerations.some((toleration) => tolerates(toleration, each)));
  return taint === undefined ? null : `its taint ${taintText(taint)} is not tolerated`;
}

/** Why a DaemonSet has no pod on a node, by labels and taints; null: it should have one. */
export function objectionToNode(spec: PodSpec, node: Node): string | null {
  const labels = node.metadata.labels ?? {};
  return selectorObjection(spec, labels) ?? affinityObjection(spec, labels) ?? taintObjection(spec, node);
}
