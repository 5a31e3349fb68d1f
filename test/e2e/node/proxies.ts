import { strict as assert } from 'node:assert';

import type { V1Pod } from '@kubernetes/client-node';

import type { Api } from '../../framework/cluster/api.ts';
import { eventually } from '../../framework/processes/eventually.ts';
import type { LoadBalancer } from '../../framework/cluster/load-balancer.ts';
import { listProxies, nodeOf } from '../../framework/cluster/proxies.ts';

/** The proxy of a Service on a node. */
export async function proxyOn(api: Api, service: LoadBalancer, node: string): Promise<V1Pod> {
  const found = (await listProxies(api, service)).find((pod) => nodeOf(pod) === node);
  assert.ok(found, `no proxy on ${node}`);
  return found;
}

/** Deletes the proxy of a Service on a node and waits for another one in its place. */
export async function deleteProxy(api: Api, service: LoadBalancer, node: string): Promise<void> {
  const { metadata } = await proxyOn(api, service, node);
  await api.core.deleteNamespacedPod({ namespace: service.namespace, name: metadata?.name ?? '' });
  const isReplaced = async () => {
    const other = await proxyOn(api, service, node);
    assert.notEqual(other.metadata?.uid, metadata?.uid);
  };
  await eventually(isReplaced, { what: `the proxy on ${node} was not replaced` });
}
