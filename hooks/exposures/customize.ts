import type { V1LabelSelector } from '@kubernetes/client-node';
import { EXCLUSIVE_POOLS } from '../kubernetes/exclusive-pools.ts';
import { SERVICE_UID_LABEL } from '../kubernetes/keys.ts';
import { DEFAULT_POOL } from '../kubernetes/load-balancer-pool.ts';
import { MANY_PORTS_LABEL, portLabels } from '../kubernetes/port-labels.ts';
import type { ServiceExposure, WrittenSpec } from '../kubernetes/service-exposure.ts';
import type { Desired } from '../kubernetes/wire.ts';
import { localPolicy } from './serving.ts';

/** The request of a DecoratorController's customize hook. */
export interface CustomizeRequest {
  readonly parent: Pick<ServiceExposure<WrittenSpec>, 'metadata' | 'spec'>;
}

/** A rule of the answer (RelatedResourceRule): which objects come with each sync, and trigger one. */
export interface RelatedResourceRule {
  readonly apiVersion: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly names?: readonly string[];
  readonly labelSelector?: Desired<V1LabelSelector>;
}

/** Rules about the other exposures, by label. */
function rivalRules({ service, ports }: WrittenSpec): RelatedResourceRule[] {
  const isOther = { key: SERVICE_UID_LABEL, operator: 'NotIn', values: [service.uid] };
  const labels = portLabels(ports);
  const rules = labels.includes(MANY_PORTS_LABEL)
    ? [[isOther]]
    : [...labels, MANY_PORTS_LABEL].map((key) => [{ key, operator: 'Exists' }, isOther]);
  return rules.map((matchExpressions) => ({
    apiVersion: 'akrobateo.kontena.io/v1alpha1',
    resource: 'serviceexposures',
    labelSelector: { matchExpressions },
  }));
}

/**
 * Which objects come with an exposure. Metacontroller keeps the answer under its generation, so it may depend on the spec.
 * 1. Its workload and its pods, also if the spec requests workload None: while that is impossible, the last good placement
 *    stays in force, which the spec does not show.
 * 2. The EndpointSlices of the Service, if only nodes with an endpoint serve.
 * 3. Its Namespace, the pools whose rules apply to it, and the exclusive pools, whose nodes are not for it. No other pools: their
 *    status changes with their nodes. No nodes: their heartbeats would sync every exposure.
 * 4. The other exposures that use one of its ports, and those with too many ports for a label of each. One of these itself
 *    comes with every exposure.
 */
export function customizeExposure({ parent: { metadata, spec } }: CustomizeRequest): {
  relatedResources: RelatedResourceRule[];
} {
  const { name, namespace } = metadata;
  const { service, options, fallbackPool } = spec;
  const apps = { apiVersion: 'apps/v1', namespace, names: [name] };
  const pods = { matchLabels: { [SERVICE_UID_LABEL]: service.uid } };
  const endpoints = {
    apiVersion: 'discovery.k8s.io/v1',
    resource: 'endpointslices',
    namespace,
    labelSelector: { matchLabels: { 'kubernetes.io/service-name': service.name } },
  };
  const pools = [options.pool ?? DEFAULT_POOL, ...(fallbackPool == null ? [] : [fallbackPool])];
  return {
    relatedResources: [
      { apiVersion: 'v1', resource: 'pods', namespace, labelSelector: pods },
      { ...apps, resource: 'daemonsets' },
      { ...apps, resource: 'deployments' },
      ...(localPolicy(spec) === undefined ? [] : [endpoints]),
      { apiVersion: 'v1', resource: 'namespaces', names: [namespace] },
      { apiVersion: 'akrobateo.kontena.io/v1alpha1', resource: 'loadbalancerpools', names: pools },
      EXCLUSIVE_POOLS,
      ...rivalRules(spec),
    ],
  };
}
