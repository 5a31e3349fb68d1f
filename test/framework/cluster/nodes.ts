import { strict as assert } from 'node:assert';
import { join } from 'node:path';

import { create, ifFound } from './api.ts';
import type { Api, Manifest } from './api.ts';
import type { ControlPlane } from './control-plane.ts';
import { eventually } from '../processes/eventually.ts';
import type { Launcher } from '../processes/launcher.ts';
import { labelNode } from './node-changes.ts';
import type { NodeAddress } from './node-changes.ts';
import { manifests } from '../processes/paths.ts';
import { locatePrograms } from '../processes/programs.ts';

/** kwok simulates the kubelets of nodes with this label. */
const kubeletLabel = 'e2e.akrobateo.kontena.io/kubelet';

/** A simulated node; its addresses are of type InternalIP, and its name is its Hostname. */
export interface FakeNode {
  name: string;
  addresses: readonly string[];
  labels?: Record<string, string>;
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

function nodeManifest({ name, addresses, labels }: FakeNode): Manifest {
  const resources = { cpu: '32', memory: '256Gi', pods: '250' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/os': 'linux',
        'kubernetes.io/hostname': name,
        [kubeletLabel]: 'runs',
        ...labels,
      },
    },
    status: {
      addresses: nodeAddresses({ name, addresses }),
      allocatable: resources,
      capacity: resources,
    },
  };
}

/** The addresses that a node is registered with, as its status has them. */
export function nodeAddresses({ name, addresses }: FakeNode): NodeAddress[] {
  const internal = addresses.map((address) => ({ type: 'InternalIP', address }));
  return [...internal, { type: 'Hostname', address: name }];
}

/** Registers a node unless it is there, and waits until kwok reports it as ready. */
export async function registerNode(api: Api, node: FakeNode): Promise<void> {
  const { name } = node;
  if ((await ifFound(api.core.readNode({ name }))) === undefined) await create(api, nodeManifest(node));
  await eventually(
    async () => {
      const { spec } = await api.core.readNode({ name });
      assert.deepEqual(spec?.taints ?? [], []);
    },
    { what: `node ${name} was not ready` },
  );
}

/** Registers a node of `fakeNodes` unless it is there, and waits until kwok reports it as ready. */
export async function ensureNode(api: Api, name: string): Promise<void> {
  await registerNode(api, fakeNode(name));
}

/** Stops or starts the kubelet of a node. Then the node lifecycle controller changes its condition Ready. */
export async function setKubelet(api: Api, name: string, runs: boolean): Promise<void> {
  await labelNode(api, name, { [kubeletLabel]: runs ? 'runs' : null });
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
  await launcher.start({ name: 'kwok', command: locatePrograms().kwok, args }, () => Promise.resolve());
  await Promise.all(nodes.map((node) => registerNode(api, node)));
}
