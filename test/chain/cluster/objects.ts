import { matchesSelector } from '../../../hooks/kubernetes/label-selector.ts';
import type { NodeRequirement } from '../../../hooks/kubernetes/label-selector.ts';
import type { NodeAddress } from '../../../hooks/kubernetes/node-address.ts';
import type { Toleration } from '../../../hooks/kubernetes/tolerations.ts';
import type { KubeObject } from '../engine/kube-object.ts';

interface NodeTerm {
  readonly matchExpressions?: readonly NodeRequirement[];
  readonly matchFields?: readonly { readonly values: readonly string[] }[];
}

interface Container {
  readonly name: string;
  readonly image?: string;
  readonly env?: { readonly name: string }[];
  readonly ports?: readonly { readonly hostPort?: number; readonly protocol?: string }[];
}

export interface PodSpec {
  readonly nodeName?: string;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly affinity?: {
    readonly nodeAffinity: {
      readonly requiredDuringSchedulingIgnoredDuringExecution: {
        readonly nodeSelectorTerms: readonly NodeTerm[];
      };
    };
  };
  readonly tolerations?: readonly Toleration[];
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
}

export interface PodCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime: string;
}

export interface Pod extends KubeObject {
  readonly spec: PodSpec;
  readonly status?: { readonly conditions?: readonly PodCondition[] };
}

export interface Template {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: PodSpec;
}

export interface DaemonSet extends KubeObject {
  readonly spec: {
    readonly template: Template;
    readonly updateStrategy: { readonly rollingUpdate: { readonly maxUnavailable: number } };
  };
}

export interface Deployment extends KubeObject {
  readonly spec: { readonly replicas: number; readonly template: Template };
}

export interface Node extends KubeObject {
  readonly spec?: { readonly unschedulable?: boolean };
  readonly status: { readonly addresses: readonly NodeAddress[] };
}

/** The host ports of a pod, `80/TCP`. */
export function hostPorts({ containers }: PodSpec): string[] {
  const ports = containers.flatMap((container) => container.ports ?? []);
  return ports.flatMap(({ hostPort, protocol = 'TCP' }) =>
    hostPort === undefined ? [] : [`${hostPort}/${protocol}`],
  );
}

/** The first term of the required node affinity. We and the DaemonSet controller write only one. */
export function nodeTerm({ affinity }: PodSpec): NodeTerm {
  return affinity?.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0] ?? {};
}

/** Whether a pod may be scheduled on a cordoned node: a pod of a DaemonSet, which is pinned to its node, always may. */
export function tolerates({ spec: node }: Node, pod: PodSpec): boolean {
  return node?.unschedulable !== true || nodeTerm(pod).matchFields !== undefined;
}

/** Whether a node matches the selector and the affinity of a pod. No node has a taint. */
export function accepts({ metadata }: Node, spec: PodSpec): boolean {
  const { matchExpressions = [], matchFields = [] } = nodeTerm(spec);
  return (
    matchesSelector({ matchLabels: spec.nodeSelector ?? {}, matchExpressions }, metadata.labels ?? {}) &&
    matchFields.every(({ values }) => values.includes(metadata.name))
  );
}
