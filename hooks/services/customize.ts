import { SERVICE_UID_LABEL } from '../kubernetes/keys.ts';
import type { Service } from './observed.ts';

/** The request of a decorator's customize hook. */
export interface CustomizeRequest {
  readonly parent: Service;
}

/** A rule of the answer (RelatedResourceRule): which objects come along with each sync, and trigger one. */
export interface RelatedResourceRule {
  readonly apiVersion: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly names?: readonly string[];
  readonly labelSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
}

/**
 * What comes along with a Service: its proxies, its EndpointSlices, its Namespace and all pools (but no nodes, whose
 * heartbeats would sync every Service). Metacontroller keeps the answer for 20 minutes under the Service's uid (a Service
 * has no generation), so nothing may depend on what can change.
 */
export function customizeService({ parent }: CustomizeRequest): { relatedResources: RelatedResourceRule[] } {
  const { name, namespace, uid } = parent.metadata;
  return {
    relatedResources: [
      {
        apiVersion: 'v1',
        resource: 'pods',
        namespace,
        labelSelector: { matchLabels: { [SERVICE_UID_LABEL]: uid } },
      },
      {
        apiVersion: 'discovery.k8s.io/v1',
        resource: 'endpointslices',
        namespace,
        labelSelector: { matchLabels: { 'kubernetes.io/service-name': name } },
      },
      { apiVersion: 'v1', resource: 'namespaces', names: [namespace] },
      { apiVersion: 'akrobateo.kontena.io/v1alpha1', resource: 'loadbalancerpools' },
    ],
  };
}
