import type { V1NodeSelectorRequirement, V1PodSpec, V1Taint, V1Toleration } from '@kubernetes/client-node';
import { matchesSelector } from '../../kubernetes/label-selector.ts';
import type { Node } from '../../pools/members.ts';
import type { Wire } from '../../kubernetes/wire.ts';

type PodSpec = Wire<V1PodSpec>;
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

function meets({ key, operator, values }: Wire<V1NodeSelectorRequirement>, labels: Labels): boolean {
  if (operator !== 'Gt' && operator !== 'Lt') {
    return matchesSelector({ matchExpressions: [{ key, operator, ...(values ? { values } : {}) }] }, labels);
  }
  const value = Number(labels[key] ?? NaN);
  const bound = Number(values?.[0] ?? NaN);
  return operator === 'Gt' ? value > bound : value < bound;
}

function requirementText({ key, operator, values = [] }: Wire<V1NodeSelectorRequirement>): string {
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

function tolerates({ key, operator, value, effect }: Wire<V1Toleration>, taint: Wire<V1Taint>): boolean {
  if (effect && effect !== taint.effect) return false;
  if (!key) return operator === 'Exists';
  return key === taint.key && (operator === 'Exists' || (value ?? '') === (taint.value ?? ''));
}

function taintText({ key, value, effect }: Wire<V1Taint>): string {
  return `${key}${value ? `=${value}` : ''}:${effect}`;
}

function taintObjection({ tolerations = [] }: PodSpec, { spec }: Node, isDaemon: boolean): string | null {
  const taint = (spec?.taints ?? [])
    .filter(({ effect }) => effect !== 'PreferNoSchedule')
    .filter(({ key }) => !(isDaemon && DAEMON_TAINTS.includes(key)))
    .find((each) => !tolerations.some((toleration) => tolerates(toleration, each)));
  return taint === undefined ? null : `its taint ${taintText(taint)} is not tolerated`;
}

/** Why the scheduler would not let a pod run on a node, host ports apart; null: it would. */
export function objectionToNode(spec: PodSpec, node: Node, isDaemon: boolean): string | null {
  const labels = node.metadata.labels ?? {};
  return (
    selectorObjection(spec, labels) ?? affinityObjection(spec, labels) ?? taintObjection(spec, node, isDaemon)
  );
}
