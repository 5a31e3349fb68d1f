import { strict as assert } from 'node:assert';
import { join } from 'node:path';

import { create, ifFound, mergePatch } from './api.ts';
import type { Api, Manifest } from './api.ts';
import type { ControlPlane } from './control-plane.ts';
import { eventually } from './eventually.ts';
import type { Launcher } from './launcher.ts';
import { manifests } from './paths.ts';
import { locatePrograms } from './programs.ts';

/** kwok plays the kubelets of nodes with this label. */
const kubeletLabel = 'e2e.akrobateo.kontena.io/kubelet';

/** A simulated node; its addresses are of type InternalIP. */
export interface FakeNode {
  name: string;
  addresses: readonly string[];
}

/** Sorted as addresses are published. The last one is dual stack. */
export const fakeNodes: readonly FakeNode[] = [
  { name: 'n1', addresses: ['192.168.0.1'] },
  { name: 'n2', addresses: ['192.168.0.2'] },
  { name: 'n3', addresses: ['192.168.0.10', 'fd00:192:168::10'] },
];

/** The IPv4 addresses of all nodes, in the order in which they are published. */
export const everyNode: readonly string[] = fakeNodes.map(({ name }) => addressOf(name));

/** The IPv4 address of a node of `fakeNodes`. */
export function addressOf(name: string): string {
  const address = fakeNodes.find((node) => node.name === name)?.addresses[0];
  if (address === undefined) throw new Error(`no node is named ${name}`);
  return address;
}

function nodeManifest({ name, addresses }: FakeNode): Manifest {
  const resources = { cpu: '32', memory: '256Gi', pods: '250' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: { 'kubernetes.io/os': 'linux', 'kubernetes.io/hostname': name, [kubeletLabel]: 'runs' },
    },
    status: {
      addresses: [
        ...addresses.map((address) => ({ type: 'InternalIP', address })),
        { type: 'Hostname', address: name },
      ],
      allocatable: resources,
      capacity: resources,
    },
  };
}

/** Registers a node unless it is there, and waits until kwok reports it as ready. */
export async function ensureNode(api: Api, name: string): Promise<void> {
  const node = fakeNodes.find((each) => each.name === name);
  if (node === undefined) throw new Error(`no node is named ${name}`);
  if ((await ifFound(api.core.readNode({ name }))) === undefined) await create(api, nodeManifest(node));
  await eventually(
    async () => {
      const { spec } = await api.core.readNode({ name });
      assert.deepEqual(spec?.taints ?? [], []);
    },
    { what: `node ${name} was not ready` },
  );
}

/** Lets a node's kubelet fall silent, or talk again; the node lifecycle controller does the rest. */
export async function setKubelet(api: Api, name: string, runs: boolean): Promise<void> {
  const labels = { [kubeletLabel]: runs ? 'runs' : null };
  await api.core.patchNode({ name, body: { metadata: { labels } } }, mergePatch);
}

/** Starts kwok, which plays the kubelet of every node, and registers `fakeNodes`. */
export async function startNodes(launcher: Launcher, plane: ControlPlane, api: Api): Promise<void> {
  const args = [
    `--kubeconfig=${plane.kubeconfig}`,
    `--config=${join(manifests, 'stages.yaml')}`,
    `--manage-nodes-with-label-selector=${kubeletLabel}=runs`,
    '--node-lease-duration-seconds=8',
  ];
  await launcher.start({ name: 'kwok', command: locatePrograms().kwok, args }, () => Promise.resolve());
  await Promise.all(fakeNodes.map(({ name }) => ensureNode(api, name)));
}
