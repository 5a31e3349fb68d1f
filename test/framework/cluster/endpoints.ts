import { create, mergePatch } from './api.ts';
import type { Api } from './api.ts';
import type { LoadBalancer } from './load-balancer.ts';

/** One endpoint of a Service, in a slice of its own. */
export interface Endpoint {
  setReady: (isReady: boolean) => Promise<void>;
}

/** Makes a ready endpoint on a node, as the EndpointSlice controller would for a Service with a selector. */
export async function createEndpoint(api: Api, service: LoadBalancer, nodeName: string): Promise<Endpoint> {
  const { namespace, name: serviceName } = service;
  const name = `${serviceName}-${nodeName}`;
  const endpoints = (ready: boolean) => [{ addresses: ['10.1.2.3'], nodeName, conditions: { ready } }];
  await create(api, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace, labels: { 'kubernetes.io/service-name': serviceName } },
    addressType: 'IPv4',
    endpoints: endpoints(true),
  });
  return {
    setReady: async (isReady) => {
      const body = { endpoints: endpoints(isReady) };
      await api.discovery.patchNamespacedEndpointSlice({ namespace, name, body }, mergePatch);
    },
  };
}
