import { strict as assert } from 'node:assert';
import { join } from 'node:path';

import type { V1Node } from '@kubernetes/client-node';

import { create, ifFound, mergePatch } from './api.ts';
import type { Api } from './api.ts';
import type { ControlPlane } from './control-plane.ts';
import { eventually } from '../processes/eventually.ts';
import type { Launcher } from '../processes/launcher.ts';
import { manifests } from '../processes/paths.ts';

/** kwok simulates the kubelets of nodes with this label. */
const kubeletLabel = 'e2e.akrobateo.kontena.io/kubelet';

const hostnameLabel = 'kubernetes.io/hostname';

/** A simulated node; its addresses are of type InternalIP, and its name is its Hostname. */
export interface FakeNode {
  name: string;
  addresses: readonly string[];
  labels?: Record<string, string>;
}

/** As in a node's status. */
export interface NodeAddress {
  type: string;
  address: string;
}

/** Sorted as addresses are published. The last one is dual stack. */
export const fakeNodes: readonly FakeNode[] = [
  { name: 'n1', addresses: ['192.168.0.1'] },
  { name: 'n2', addresses: ['192.168.0.2'] },
  { name: 'n3', addresses: ['192.168.0.10', 'fd00:192:168::10'] },
];

/** The IPv4 addresses of all nodes, in the order in which they are published. */
export const everyNode: readonly string[] = fakeNodes.map(({ name }) => addressOf(name));

/** One of `fakeNodes`. */
export function fakeNode(name: string): FakeNode {
  const node = fakeNodes.find((each) => each.name === name);
  if (node === undefined) throw new Error(`no node is named ${name}`);
  return node;
}

/** The IPv4 address of a node of `fakeNodes`. */
export function addressOf(name: string): string {
  return fakeNode(name).addresses[0] ?? '';
}

/** The IPv4 addresses of nodes of `fakeNodes`. */
export function addressesOfNodes(...names: string[]): string[] {
  return names.map(addressOf);
}

/** The spec of a pool of these nodes. */
export function selecting(...names: string[]) {
  return {
    nodeSelector: { matchExpressions: [{ key: hostnameLabel, operator: 'In', values: names }] },
  };
}

/** The addresses that a node is registered with, as its status has them. */
export function nodeAddresses({ name, addresses }: FakeNode): NodeAddress[] {
  const internal = addresses.map((address) => ({ type: 'InternalIP', address }));
  return [...internal, { type: 'Hostname', address: name }];
}

/** Waits until a node has no taint, which it gets while it is not ready. */
async function nodeReady(api: Api, name: string): Promise<V1Node> {
  return eventually(
    async () => {
      const node = await api.core.readNode({ name });
      const ready = node.status?.conditions?.find(({ type }) => type === 'Ready');
      assert.equal(ready?.status, 'True');
      const taints = (node.spec?.taints ?? []).map(({ key }) => key);
      assert.deepEqual(
        taints.filter((key) => key.startsWith('node.kubernetes.io/')),
        [],
      );
      return node;
    },
    { what: `node ${name} was not ready` },
  );
}

/** Registers a node unless it is there, and waits until kwok reports it as ready. */
export async function registerNode(api: Api, node: FakeNode): Promise<void> {
  const { name, labels } = node;
  const resources = { cpu: '32', memory: '256Gi', pods: '250' };
  if ((await ifFound(api.core.readNode({ name }))) === undefined)
    await create(api, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name,
        labels: { 'kubernetes.io/os': 'linux', [hostnameLabel]: name, [kubeletLabel]: 'runs', ...labels },
      },
      status: { addresses: nodeAddresses(node), allocatable: resources, capacity: resources },
    });
  await nodeReady(api, name);
}

/** Sets labels of a node; null removes one. */
export async function labelNode(
  api: Api,
  name: string,
  labels: Record<string, string | null>,
): Promise<void> {
  await api.core.patchNode({ name, body: { metadata: { labels } } }, mergePatch);
}

/** Stops or starts the kubelet of a node. Then the node lifecycle controller changes its condition Ready. */
export async function setKubelet(api: Api, name: string, runs: boolean): Promise<void> {
  await labelNode(api, name, { [kubeletLabel]: runs ? 'runs' : null });
}

/** Gives a node exactly these taints. */
export async function taintNode(api: Api, name: string, taints: readonly object[]): Promise<void> {
  await api.core.patchNode({ name, body: { spec: { taints } } }, mergePatch);
}

/** Gives a node exactly these addresses, as its kubelet would. */
export async function setAddresses(api: Api, name: string, addresses: readonly NodeAddress[]): Promise<void> {
  await api.core.patchNodeStatus({ name, body: { status: { addresses } } }, mergePatch);
}

/** Reads a node when it is ready; the result uncordons it, gives it back its labels, taints and addresses, and starts its kubelet. */
export async function snapshotNode(api: Api, name: string): Promise<() => Promise<void>> {
  const { metadata, spec, status } = await nodeReady(api, name);
  return async () => {
    const now = await api.core.readNode({ name });
    const added = Object.keys(now.metadata?.labels ?? {}).map((key) => [key, null] as const);
    await labelNode(api, name, { ...Object.fromEntries(added), ...metadata?.labels });
    await setAddresses(api, name, status?.addresses ?? []);
    await api.core.patchNode({ name, body: { spec: { unschedulable: null } } }, mergePatch);
    await nodeReady(api, name);
    await taintNode(api, name, spec?.taints ?? []);
  };
}

/** Starts kwok, which simulates the kubelet of every node, and registers the nodes. */
export async function startNodes(
  launcher: Launcher,
  plane: ControlPlane,
  api: Api,
  nodes: readonly FakeNode[],
): Promise<void> {
  const args = [
    `--kubeconfig=${plane.kubeconfig}`,
    `--config=${join(manifests, 'stages.yaml')}`,
    `--manage-nodes-with-label-selector=${kubeletLabel}=runs`,
    '--node-lease-duration-seconds=8',
  ];
  await launcher.start({ name: 'kwok', args }, () => Promise.resolve());
  await Promise.all(nodes.map((node) => registerNode(api, node)));
}
