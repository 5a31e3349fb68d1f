import { strict as assert } from 'node:assert';

import type { V1Pod } from '@kubernetes/client-node';

import type { Api } from '../../framework/cluster/api.ts';
import { eventually } from '../../framework/processes/eventually.ts';
import { nodeOf } from '../../framework/cluster/load-balancer.ts';
import type { LoadBalancer } from '../../framework/cluster/load-balancer.ts';

/** The proxy of a Service on a node. */
export async function proxyOn(service: LoadBalancer, node: string): Promise<V1Pod> {
  const found = (await service.proxies()).find((pod) => nodeOf(pod) === node);
  assert.ok(found, `no proxy on ${node}`);
  return found;
}

/** Deletes the proxy of a Service on a node and waits for another one in its place. */
export async function deleteProxy(api: Api, service: LoadBalancer, node: string): Promise<void> {
  const { metadata } = await proxyOn(service, node);
  await api.core.deleteNamespacedPod({ namespace: service.namespace, name: metadata?.name ?? '' });
  const isReplaced = async () => {
    const other = await proxyOn(service, node);
    assert.notEqual(other.metadata?.uid, metadata?.uid);
  };
  await eventually(isReplaced, { what: `the proxy on ${node} was not replaced` });
}
