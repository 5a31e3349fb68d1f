import { matchesSelector } from '../../../hooks/kubernetes/label-selector.ts';
import type { ApiServer } from '../engine/api-server.ts';
import { hostPorts } from './objects.ts';
import type { Node, NodeTerm, Pod, PodSpec } from './objects.ts';

function tolerates({ tolerations = [] }: PodSpec, { spec }: Node): boolean {
  const hard = (spec.taints ?? []).filter(({ effect }) => effect !== 'PreferNoSchedule');
  return hard.every((taint) =>
    tolerations.some(({ key, operator, value = '', effect }) => {
      const isKey = key === undefined || key === taint.key;
      const isValue = operator === 'Exists' || value === (taint.value ?? '');
      return isKey && isValue && (effect === undefined || effect === taint.effect);
    }),
  );
}

/** The first term of the required node affinity. We and the DaemonSet controller write only one. */
export function nodeTerm({ affinity }: PodSpec): NodeTerm {
  return affinity?.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0] ?? {};
}

/** Whether a node matches the selector, the affinity and the tolerations of a pod. */
export function accepts(node: Node, spec: PodSpec): boolean {
  const { name, labels = {} } = node.metadata;
  const { matchExpressions = [], matchFields = [] } = nodeTerm(spec);
  return (
    matchesSelector({ matchLabels: spec.nodeSelector ?? {}, matchExpressions }, labels) &&
    matchFields.every(({ values }) => values.includes(name)) &&
    tolerates(spec, node)
  );
}

/** Whether no other pod on the node uses a host port of this one. */
export function hasFreePorts(node: Node, pod: Pod, api: ApiServer): boolean {
  const requested = new Set(hostPorts(pod.spec));
  const others = api
    .list<Pod>('Pod')
    .filter(({ spec, status }) => spec.nodeName === node.metadata.name && status?.phase !== 'Failed');
  return !others.some(({ spec }) => hostPorts(spec).some((port) => requested.has(port)));
}
