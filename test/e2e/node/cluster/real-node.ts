import { strict as assert } from 'node:assert';
import { join } from 'node:path';

import type { ControlPlane } from '../../../framework/cluster/control-plane.ts';
import type { Launcher } from '../../../framework/processes/launcher.ts';
import { eventually } from '../../../framework/processes/eventually.ts';
import type { Target } from '../traffic/client.ts';
import { makeGroup } from './cgroups.ts';
import { groupOf, Namespace } from './namespace.ts';
import type { Network } from './network.ts';
import { writeNodeFiles } from './node-files.ts';
import type { NodePlan } from './node-files.ts';

const allPods = '10.244.0.0/16';

/** The nodes, in the order in which their addresses are published. */
export const realNodes = [1, 2].map((index) => ({
  name: `r${index}`,
  address: `10.77.0.${10 + index}`,
  pods: `10.244.${index}.0/24`,
}));

/** The addresses of all nodes, as they are published. */
export const everyAddress: readonly string[] = realNodes.map(({ address }) => address);

// With ip-mode VIP kube-proxy and portmap both translate at the priority dstnat, and of two equal priorities the kernel
// uses the newer chain first. Here that is kube-proxy's: with VIP it answers, with Proxy the proxies do.
const hostPortsFirst = `
add table ip cni_hostport
add chain ip cni_hostport prerouting { type nat hook prerouting priority dstnat; }
`;

/** A node with containerd, kubelet, kube-proxy and CNI plugins, in namespaces of its own. */
export class RealNode {
  readonly plan: NodePlan;
  readonly namespace: Namespace;

  constructor(namespace: Namespace, plan: NodePlan) {
    this.namespace = namespace;
    this.plan = plan;
  }

  /** Sets a kernel setting of its network. */
  async sysctl(setting: string, value: number): Promise<void> {
    await this.namespace.run('sysctl', '-qw', `${setting}=${value}`);
  }

  /** Waits until kube-proxy translates what is sent to a published address, or does not. */
  async translates({ protocol, address, port }: Target, wanted = true): Promise<void> {
    const key = `${address} . ${protocol.toLowerCase()} . ${port} :`;
    const isKnown = async () => {
      const map = await this.namespace.run('nft', 'list', 'map', 'ip', 'kube-proxy', 'service-ips');
      assert.equal(map.includes(key), wanted, key);
    };
    await eventually(isKnown, { what: `kube-proxy of ${this.plan.name} did not follow` });
  }

  async join(network: Network): Promise<void> {
    const { namespace, plan } = this;
    await network.plug({ namespace, address: plan.address });
    await this.sysctl('net.ipv4.ip_forward', 1);
    for (const { name, address, pods } of realNodes) {
      if (name !== plan.name) await namespace.run('ip', 'route', 'add', pods, 'via', address);
    }
    await namespace.run('nft', hostPortsFirst);
  }

  async startContainerd(archives: readonly string[]): Promise<void> {
    const { folder } = this.plan;
    const socket = join(folder, 'containerd.sock');
    await this.namespace.start('containerd', ['-c', join(folder, 'containerd.toml')], () =>
      this.namespace.run('ctr', '-a', socket, 'version'),
    );
    for (const archive of archives)
      await this.namespace.run('ctr', '-a', socket, '-n', 'k8s.io', 'images', 'import', archive);
  }

  async startKubernetes(): Promise<void> {
    const { folder, name, address } = this.plan;
    makeGroup(groupOf(name));
    const args = [
      `--config=${join(folder, 'kubelet.yaml')}`,
      `--kubeconfig=${join(folder, 'kubeconfig')}`,
      `--root-dir=${join(folder, 'kubelet')}`,
      `--cert-dir=${join(folder, 'pki')}`,
      `--hostname-override=${name}`,
      `--node-ip=${address}`,
    ];
    await this.namespace.start('kubelet', args, () => Promise.resolve());
    await this.namespace.start('kube-proxy', [`--config=${join(folder, 'kube-proxy.yaml')}`], () =>
      Promise.resolve(),
    );
  }
}

/** Where a node joins. */
export interface Site {
  launcher: Launcher;
  network: Network;
  plane: ControlPlane;
  /** The API server's URL on the network. */
  server: string;
  /** Image archives. */
  archives: readonly string[];
}

/** Starts one of `realNodes`; it registers itself. */
export async function startRealNode(site: Site, known: (typeof realNodes)[number]): Promise<RealNode> {
  const { launcher, network, plane, server, archives } = site;
  const plan = { ...known, allPods, folder: join(launcher.folder, `node-${known.name}`) };
  const node = new RealNode(await Namespace.open(launcher, known.name), plan);
  writeNodeFiles(plan, plane.kubeconfig, server);
  await node.join(network);
  await node.startContainerd(archives);
  await node.startKubernetes();
  return node;
}
