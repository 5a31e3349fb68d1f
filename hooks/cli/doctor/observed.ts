import type {
  V1ConfigMap,
  V1CustomResourceDefinition,
  V1LabelSelector,
  V1ObjectMeta,
  V1Secret,
} from '@kubernetes/client-node';
import type { Observed as AsObserved } from '../../kubernetes/wire.ts';
import type { Selection } from '../cluster.ts';
import type { World } from '../world.ts';
import type { Finding } from './finding.ts';

/** A Secret by its name. */
export interface SecretKey {
  readonly name: string;
  readonly namespace: string;
}

/** A DecoratorController or CompositeController, as much of it as is checked. */
export interface Controller {
  readonly metadata: AsObserved<V1ObjectMeta> & { readonly name: string };
  readonly spec: {
    readonly endpointConfigs?: readonly EndpointConfig[] | null;
    readonly hooks?: Readonly<Record<string, Hook | null>> | null;
  };
}

export interface Hook {
  readonly version?: string | null;
  readonly webhook?: { readonly url?: string | null } | null;
}

export interface EndpointConfig {
  readonly host: string;
  readonly caBundle?: { readonly secretRef?: SecretKey | null } | null;
  readonly authorization?: { readonly secretRef?: SecretKey | null } | null;
}

/** What a service account may not do of what it needs, `core/nodes watch`. */
export interface Denied {
  readonly account: string;
  readonly rights: readonly string[];
}

/** Other pods or addresses in a rule of a NetworkPolicy. */
export interface Peer {
  readonly ipBlock?: object | null;
  readonly namespaceSelector?: AsObserved<V1LabelSelector> | null;
  readonly podSelector?: AsObserved<V1LabelSelector> | null;
}

/** A NetworkPolicy. The client renames its fields. */
export interface Policy {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly podSelector?: AsObserved<V1LabelSelector> | null;
    readonly policyTypes?: readonly string[] | null;
    readonly ingress?: readonly { readonly from?: readonly Peer[] | null }[] | null;
    readonly egress?: readonly { readonly to?: readonly Peer[] | null }[] | null;
  };
}

export type ConfigMap = AsObserved<V1ConfigMap>;

/** What a cluster has. A kind that the API server does not know has no objects. */
export interface Observed {
  readonly pods: World['pods'];
  readonly services: World['services'];
  readonly namespaces: World['namespaces'];
  readonly nodes: World['nodes'];
  readonly exposures: World['serviceexposures'];
  readonly pools: World['loadbalancerpools'];
  readonly daemonsets: World['daemonsets'];
  readonly deployments: World['deployments'];
  readonly networkpolicies: readonly Policy[];
  readonly crds: readonly AsObserved<V1CustomResourceDefinition>[];
  readonly decoratorcontrollers: readonly Controller[];
  readonly compositecontrollers: readonly Controller[];
  /** None or one. */
  readonly kubeProxy: readonly ConfigMap[];
  /** None or one. */
  readonly cilium: readonly ConfigMap[];
  /** Those that the controllers and the hook name, as far as they exist. */
  readonly secrets: readonly AsObserved<V1Secret>[];
  /** One for each service account of Metacontroller. */
  readonly denied: readonly Denied[];
}

/** Where objects are read: their kind, and which of them. */
export interface Source extends Selection {
  /** `apps/v1/daemonsets` */
  readonly kind: string;
}

const ours = { labelSelector: 'app.kubernetes.io/name=akrobateo' };
const configMap = (name: string): Source => ({
  kind: 'v1/configmaps',
  namespace: 'kube-system',
  fieldSelector: `metadata.name=${name}`,
});

export const SOURCES: Readonly<Record<keyof Omit<Observed, 'secrets' | 'denied'>, Source>> = {
  pods: { kind: 'v1/pods' },
  services: { kind: 'v1/services' },
  namespaces: { kind: 'v1/namespaces' },
  nodes: { kind: 'v1/nodes' },
  exposures: { kind: 'akrobateo.kontena.io/v1alpha1/serviceexposures' },
  pools: { kind: 'akrobateo.kontena.io/v1alpha1/loadbalancerpools' },
  daemonsets: { kind: 'apps/v1/daemonsets', ...ours },
  deployments: { kind: 'apps/v1/deployments', ...ours },
  networkpolicies: { kind: 'networking.k8s.io/v1/networkpolicies' },
  crds: { kind: 'apiextensions.k8s.io/v1/customresourcedefinitions' },
  decoratorcontrollers: { kind: 'metacontroller.k8s.io/v1alpha1/decoratorcontrollers' },
  compositecontrollers: { kind: 'metacontroller.k8s.io/v1alpha1/compositecontrollers' },
  kubeProxy: configMap('kube-proxy'),
  cilium: configMap('cilium-config'),
};

/** What was read: objects or, if they may not be read, a finding that says so. */
export type Reading = { readonly [Key in keyof Observed]: Observed[Key] | Finding };
