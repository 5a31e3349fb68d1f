import { strict as assert } from 'node:assert';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { ControlPlane } from '../../framework/cluster/control-plane.ts';
import { run } from '../../framework/network/isolation.ts';
import { createNamespace, OWN, runIn } from '../../framework/network/namespace.ts';
import type { Namespace } from '../../framework/network/namespace.ts';
import type { Target } from '../../framework/network/traffic.ts';
import type { Launcher } from '../../framework/processes/launcher.ts';
import { eventually } from '../../framework/processes/eventually.ts';
import { pauseImage } from './images.ts';

/** The folder of the CNI plugins. */
export const pluginFolder =
  process.env['CNI_PATH'] ?? resolve(process.env['KUBEBUILDER_ASSETS'] ?? '', '../cni');

/** The addresses of the test run, which is the client outside the cluster; the usual one, where the API server is too, first. */
export const clientAddresses = ['10.77.0.1', '10.77.0.2'] as const;
const [router] = clientAddresses;

/** The nodes, in the order in which their addresses are published. */
export const realNodes = [1, 2].map((index) => ({
  name: `r${index}`,
  address: `10.77.0.${10 + index}`,
  pods: `10.244.${index}.0/24`,
}));

/** The addresses of all nodes, as they are published. */
export const everyAddress: readonly string[] = realNodes.map(({ address }) => address);

/** A node with containerd, kubelet, kube-proxy and CNI plugins, in namespaces of its own. */
export interface RealNode {
  readonly name: string;
  readonly namespace: Namespace;
  /** Cuts it off from the network and kills kubelet, kube-proxy and containerd, as if its power had failed. */
  readonly fail: () => Promise<void>;
  /** Undoes this. Its pods run on. */
  readonly recover: () => Promise<void>;
}

/** Waits until kube-proxy of a node translates what is sent to a published address, or does not. */
export async function translates(
  { name, namespace }: RealNode,
  target: Target,
  wanted = true,
): Promise<void> {
  const { protocol = 'TCP', address, port } = target;
  const key = `${address} . ${protocol.toLowerCase()} . ${port} :`;
  const isKnown = () => {
    const map = runIn(namespace, ['nft', 'list', 'map', 'ip', 'kube-proxy', 'service-ips']);
    assert.equal(map.includes(key), wanted, key);
  };
  await eventually(isKnown, { what: `kube-proxy of ${name} did not follow` });
}

function ip(namespace: Namespace, ...commands: readonly string[]): void {
  runIn(namespace, ['ip', '-batch', '-'], commands.join('\n'));
}

/** Makes the network that nodes are connected to, with the client on it. */
export function openNetwork(): void {
  const addresses = clientAddresses.map((address) => `address add ${address}/24 dev lan`);
  const routes = realNodes.map(({ address, pods }) => `route add ${pods} via ${address}`);
  ip(OWN, 'link add lan type bridge', 'link set lan up', ...addresses, ...routes);
}

// With ip-mode VIP kube-proxy and portmap both translate at the priority dstnat, and of two equal priorities the kernel
// uses the newer chain first. Here that is kube-proxy's: with VIP it answers, with Proxy the proxies do.
const hostPortsFirst = `
add table ip cni_hostport
add chain ip cni_hostport prerouting { type nat hook prerouting priority dstnat; }
`;

function connect(namespace: Namespace, known: (typeof realNodes)[number]): void {
  const { name, address } = known;
  const others = realNodes.filter((each) => each !== known);
  ip(
    OWN,
    `link add ${name} type veth peer name eth0 netns ${namespace.pid}`,
    `link set ${name} master lan up`,
  );
  ip(
    namespace,
    `address add ${address}/24 dev eth0`,
    'link set eth0 up',
    `route add default via ${router}`,
    ...others.map((other) => `route add ${other.pods} via ${other.address}`),
  );
  runIn(namespace, ['sysctl', '-qw', 'net.ipv4.ip_forward=1']);
  runIn(namespace, ['nft', hostPortsFirst]);
}

/** Writes the files of `files/` into the folder of a node; `values` are what they have in braces. */
function writeFiles(folder: string, values: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder, 'cni'), { recursive: true });
  for (const file of readdirSync(join(import.meta.dirname, 'files'))) {
    const text = readFileSync(join(import.meta.dirname, 'files', file), 'utf8');
    // Without a value a text in braces stays: it is JSON.
    const filled = text.replace(/\{(\w+)\}/g, (all, key: string) => values[key] ?? all);
    writeFileSync(join(folder, file.endsWith('.conflist') ? 'cni' : '', file), filled, { mode: 0o600 });
  }
}

/** Makes the control group that a kubelet keeps its pods in, in each hierarchy. Version 2 has one, version 1 one for each controller. */
function makeGroup(name: string): void {
  const root = '/sys/fs/cgroup';
  const isSingle = existsSync(join(root, 'cgroup.controllers'));
  for (const hierarchy of isSingle ? [''] : readdirSync(root)) {
    const group = join(root, hierarchy, name);
    mkdirSync(group, { recursive: true });
    // In version 1 a group without processors and memory takes no process.
    for (const file of ['cpuset.cpus', 'cpuset.mems'])
      if (hierarchy === 'cpuset') copyFileSync(join(root, hierarchy, file), join(group, file));
  }
}

/** Where a node joins. */
export interface Site {
  readonly launcher: Launcher;
  readonly plane: ControlPlane;
  /** Image archives. */
  readonly archives: readonly string[];
}

// These folders are the node's own, and what a kubelet mounts is seen in its containers.
const setUp =
  'mount --make-rshared / && for folder in /run /var/log /var/lib/cni; do mkdir -p $folder && mount -t tmpfs tmpfs $folder; done';

/** The folder with the state of a node, and with the socket `containerd.sock`. */
export function folderOf(node: string, site: string): string {
  return join(site, `node-${node}`);
}

/** What starts the programs of a node; containerd, which takes images, is started first. */
function programsOf({ launcher, plane }: Site, known: (typeof realNodes)[number], namespace: Namespace) {
  const { name, address } = known;
  const folder = folderOf(name, launcher.folder);
  const start = (command: string, args: readonly string[], isReady: () => unknown) =>
    launcher.start(
      { name: `${name}-${command}`, command: 'nsenter', args: [...namespace.entry, command, ...args] },
      () => Promise.resolve().then(isReady),
    );
  const ctr = (...args: readonly string[]) =>
    runIn(namespace, ['ctr', '-a', join(folder, 'containerd.sock'), ...args]);
  const kubelet = [
    `--config=${join(folder, 'kubelet.yaml')}`,
    `--kubeconfig=${plane.kubeconfig}`,
    `--root-dir=${join(folder, 'kubelet')}`,
    `--cert-dir=${join(folder, 'pki')}`,
    `--hostname-override=${name}`,
    `--node-ip=${address}`,
  ];
  return {
    ctr,
    startContainerd: () => start('containerd', ['-c', join(folder, 'containerd.toml')], () => ctr('version')),
    startOthers: async () => [
      await start('kubelet', kubelet, () => undefined),
      await start('kube-proxy', [`--config=${join(folder, 'kube-proxy.yaml')}`], () => undefined),
    ],
  };
}

/** Starts one of `realNodes`; it registers itself. */
export async function startRealNode(site: Site, known: (typeof realNodes)[number]): Promise<RealNode> {
  const { name, pods } = known;
  const folder = folderOf(name, site.launcher.folder);
  // isolate.sh removes it.
  const group = `akrobateo-${run ?? ''}-${name}`;
  const { kubeconfig } = site.plane;
  writeFiles(folder, { name, folder, pods, group, kubeconfig, pause: pauseImage, plugins: pluginFolder });
  makeGroup(group);
  const namespace = await createNamespace(name, setUp);
  connect(namespace, known);

  const { ctr, startContainerd, startOthers } = programsOf(site, known, namespace);
  const containerd = await startContainerd();
  for (const archive of site.archives) ctr('-n', 'k8s.io', 'images', 'import', archive);
  let running = [containerd, ...(await startOthers())];
  return {
    name,
    namespace,
    fail: async () => {
      ip(OWN, `link set ${name} down`);
      await Promise.all(running.map((program) => program.kill()));
    },
    recover: async () => {
      ip(OWN, `link set ${name} up`);
      running = [await startContainerd(), ...(await startOthers())];
    },
  };
}
