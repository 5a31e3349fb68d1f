import type { NodeAddress } from '../../../hooks/kubernetes/node-address.ts';
import type { NodeRequirement } from '../../../hooks/kubernetes/label-selector.ts';
import type { Toleration } from '../../../hooks/kubernetes/tolerations.ts';
import type { KubeObject } from '../engine/kube-object.ts';

export interface NodeTerm {
  readonly matchExpressions?: readonly NodeRequirement[];
  readonly matchFields?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: string[];
  }[];
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
  readonly initContainers?: readonly {
    readonly name: string;
    readonly image?: string;
    readonly env?: readonly { readonly name: string }[];
  }[];
  readonly containers: readonly {
    readonly name: string;
    readonly env?: { readonly name: string }[];
    readonly image?: string;
    readonly ports?: readonly { readonly hostPort?: number; readonly protocol?: string }[];
  }[];
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
  readonly status?: {
    readonly phase?: string;
    readonly hostIP?: string;
    readonly hostIPs?: readonly { readonly ip: string }[];
    readonly conditions?: readonly PodCondition[];
    readonly initContainerStatuses?: readonly object[];
    readonly containerStatuses?: readonly object[];
  };
}

export interface Template {
  readonly metadata: {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: PodSpec;
}

export interface DaemonSet extends KubeObject {
  readonly spec: {
    readonly template: Template;
    readonly updateStrategy: { readonly rollingUpdate: { readonly maxUnavailable: number } };
  };
}

export interface Deployment extends KubeObject {
  readonly spec: { readonly replicas: number; readonly paused?: boolean; readonly template: Template };
}

export interface Node extends KubeObject {
  readonly spec: {
    readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  };
  readonly status: {
    readonly addresses: readonly NodeAddress[];
    readonly conditions: readonly { readonly type: string; readonly status: string }[];
  };
}

/** The host ports of a pod, `80/TCP`. */
export function hostPorts({ containers }: PodSpec): string[] {
  const ports = containers.flatMap((container) => container.ports ?? []);
  return ports.flatMap(({ hostPort, protocol = 'TCP' }) =>
    hostPort === undefined ? [] : [`${hostPort}/${protocol}`],
  );
}

/** Whether its containers have ended for good. A ReplicaSet does not remove such a pod. */
export function isFinished({ status }: Pod): boolean {
  return status?.phase === 'Failed';
}
