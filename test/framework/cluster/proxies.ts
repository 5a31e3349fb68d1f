import { strict as assert } from 'node:assert';

import type { V1Pod } from '@kubernetes/client-node';

import { identity } from './api.ts';
import type { Api } from './api.ts';
import { eventually } from '../processes/eventually.ts';
import type { LoadBalancer } from './load-balancer.ts';
import { prefix } from './service.ts';

/** The pods of a Service, also those that are terminating, in order of their nodes. */
export async function listProxies(api: Api, { namespace, uid }: LoadBalancer): Promise<V1Pod[]> {
  const query = { namespace, labelSelector: `${prefix}service-uid=${uid}` };
  const { items } = await api.core.listNamespacedPod(query);
  return items.sort((a, b) => (nodeOf(a) < nodeOf(b) ? -1 : 1));
}

/** The name of a pod's node; empty while it is not scheduled. */
export function nodeOf({ spec }: V1Pod): string {
  return spec?.nodeName ?? '';
}

/** Which proxy runs where; stays the same while none is replaced. */
export async function proxyUids(api: Api, service: LoadBalancer): Promise<string[]> {
  return (await listProxies(api, service)).map((pod) => `${nodeOf(pod)} ${identity(pod).uid}`);
}

/** Waits until proxies are on exactly these nodes, and nothing is left on any other. */
export async function proxiesRunOn(api: Api, service: LoadBalancer, nodes: readonly string[]): Promise<void> {
  await eventually(
    async () => {
      assert.deepEqual((await listProxies(api, service)).map(nodeOf), nodes);
    },
    { what: `the proxies of ${service.name} were not on ${nodes.join(', ') || 'no node'}` },
  );
}
