import { strict as assert } from 'node:assert';

import type { V1Node } from '@kubernetes/client-node';

import { mergePatch } from './api.ts';
import type { Api } from './api.ts';
import { eventually } from '../processes/eventually.ts';

/** Label by which Kubernetes itself leaves a node out of load balancers. */
export const excludeLabel = 'node.kubernetes.io/exclude-from-external-load-balancers';

/** As in a node's status. */
export interface NodeAddress {
  type: string;
  address: string;
}

interface Taint {
  key: string;
  value?: string;
  effect: string;
}

type Labels = Record<string, string | null>;

/** Sets labels of a node; null removes one. */
export async function labelNode(api: Api, name: string, labels: Labels): Promise<void> {
  await api.core.patchNode({ name, body: { metadata: { labels } } }, mergePatch);
}

/** Gives a node exactly these taints. */
export async function taintNode(api: Api, name: string, taints: readonly Taint[]): Promise<void> {
  await api.core.patchNode({ name, body: { spec: { taints } } }, mergePatch);
}

/** Gives a node exactly these addresses, as its kubelet would. */
export async function setAddresses(api: Api, name: string, addresses: readonly NodeAddress[]): Promise<void> {
  await api.core.patchNodeStatus({ name, body: { status: { addresses } } }, mergePatch);
}

/** Adds an address to those that a node has. */
export async function addAddress(api: Api, name: string, address: NodeAddress): Promise<void> {
  const { status } = await api.core.readNode({ name });
  await setAddresses(api, name, [...(status?.addresses ?? []), address]);
}

/** Waits until a node is ready. */
async function nodeReady(api: Api, name: string): Promise<V1Node> {
  const isReady = async () => {
    const node = await api.core.readNode({ name });
    const ready = node.status?.conditions?.find(({ type }) => type === 'Ready');
    assert.equal(ready?.status, 'True');
    return node;
  };
  return eventually(isReady, { what: `node ${name} was not ready` });
}

/** Reads a node when it is ready; the result gives it back its labels, taints and addresses, and starts its kubelet. */
export async function snapshotNode(api: Api, name: string): Promise<() => Promise<void>> {
  const { metadata, spec, status } = await nodeReady(api, name);
  return async () => {
    const now = await api.core.readNode({ name });
    const added = Object.keys(now.metadata?.labels ?? {}).map((key) => [key, null] as const);
    await labelNode(api, name, { ...Object.fromEntries(added), ...metadata?.labels });
    await setAddresses(api, name, status?.addresses ?? []);
    await nodeReady(api, name);
    const taints = (spec?.taints ?? []).filter(({ key }) => !key.startsWith('node.kubernetes.io/'));
    await taintNode(api, name, taints);
  };
}
