import { strict as assert } from 'node:assert';
import { create } from '../../framework/cluster/api.ts';
import type { Api } from '../../framework/cluster/api.ts';
import { eventually } from '../../framework/processes/eventually.ts';
import { addressesOf } from '../../framework/cluster/service.ts';
import { createNamespace } from '../../framework/cluster/test-namespace.ts';
import { repeat } from './parallel.ts';

const FIRST_PORT = 20_000;
const balancerName = (index: number) => `balanced-${index}`;

/** Creates Services of type ClusterIP, each with a selector, so that each gets an EndpointSlice. */
export async function createClusterServices(api: Api, namespace: string, count: number): Promise<void> {
  await repeat(count, (index) =>
    create(api, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: `web-${index}`, namespace },
      spec: { selector: { app: `web-${index}` }, ports: [{ port: 80 }] },
    }),
  );
}

/** Creates a Service of type LoadBalancer with a port of its own. */
export async function createLoadBalancer(api: Api, namespace: string, index: number): Promise<void> {
  await create(api, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: balancerName(index), namespace },
    spec: { type: 'LoadBalancer', ports: [{ port: FIRST_PORT + index }] },
  });
}

/** Deletes a Service that `createLoadBalancer` made, and waits until its pods are deleted. */
export async function deleteLoadBalancer(api: Api, namespace: string, index: number): Promise<void> {
  await api.core.deleteNamespacedService({ namespace, name: balancerName(index) });
  await eventually(async () => {
    const { items } = await api.core.listNamespacedPod({ namespace });
    assert.equal(items.length, 0, 'pods are left');
  });
}

/** Creates Services of type LoadBalancer and waits until each has the addresses of all nodes. */
export async function createLoadBalancers(api: Api, count: number, nodes: number): Promise<void> {
  const namespace = 'balanced';
  await createNamespace(api, namespace);
  await repeat(count, (index) => createLoadBalancer(api, namespace, index));
  await eventually(
    async () => {
      const { items } = await api.core.listNamespacedService({ namespace });
      const complete = items.filter((service) => addressesOf(service).length === nodes);
      assert.equal(complete.length, count);
    },
    { timeout: 300_000, interval: 1000, what: 'not every Service had all addresses' },
  );
}
