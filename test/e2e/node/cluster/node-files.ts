import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { pauseImage } from './images.ts';
import { groupOf } from './namespace.ts';
import { pluginFolder } from './requirements.ts';

/** What the files of a node are made from. */
export interface NodePlan {
  name: string;
  /** On the network of the nodes. */
  address: string;
  /** CIDR of its pods. */
  pods: string;
  /** CIDR of the pods of all nodes. */
  allPods: string;
  /** Holds everything of the node. */
  folder: string;
}

/** The configuration files of a node. */
export interface NodeFiles {
  containerd: string;
  socket: string;
  kubeconfig: string;
  kubelet: string;
  kubeProxy: string;
}

function containerdConfig(folder: string, socket: string, plugins: string): string {
  return `version = 3
root = "${folder}/containerd"
state = "${folder}/state"
[grpc]
address = "${socket}"
[plugins.'io.containerd.cri.v1.images'.pinned_images]
sandbox = "${pauseImage}"
[plugins.'io.containerd.cri.v1.runtime']
restrict_oom_score_adj = true
[plugins.'io.containerd.cri.v1.runtime'.cni]
bin_dirs = ["${pluginFolder}"]
conf_dir = "${plugins}"
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
SystemdCgroup = false
[plugins.'io.containerd.nri.v1.nri']
disable = true
`;
}

function networkConfig({ folder, pods }: NodePlan): object {
  const ipam = {
    type: 'host-local',
    dataDir: `${folder}/ipam`,
    ranges: [[{ subnet: pods }]],
    routes: [{ dst: '0.0.0.0/0' }],
  };
  return {
    cniVersion: '1.0.0',
    name: 'pods',
    plugins: [
      { type: 'bridge', bridge: 'cni0', isGateway: true, hairpinMode: true, ipam },
      { type: 'portmap', backend: 'nftables', capabilities: { portMappings: true } },
    ],
  };
}

function kubeletConfig({ name, folder }: NodePlan, socket: string): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    failCgroupV1: false,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${groupOf(name)}`,
    containerRuntimeEndpoint: `unix://${socket}`,
    authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
    authorization: { mode: 'AlwaysAllow' },
    enforceNodeAllocatable: [],
    failSwapOn: false,
    evictionHard: { 'nodefs.available': '0%', 'imagefs.available': '0%', 'memory.available': '1Mi' },
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    podLogsDir: `${folder}/pod-logs`,
    resolvConf: '/dev/null',
    // A node without heartbeats becomes NotReady after ten seconds here.
    nodeStatusUpdateFrequency: '2s',
    nodeLeaseDurationSeconds: 8,
  };
}

function kubeProxyConfig({ name, allPods }: NodePlan, kubeconfig: string): object {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'nftables',
    hostnameOverride: name,
    clientConnection: { kubeconfig },
    clusterCIDR: allPods,
    conntrack: { maxPerCore: 0, min: 0 },
    healthzBindAddress: '127.0.0.1:10256',
    metricsBindAddress: '127.0.0.1:10249',
  };
}

/** Writes all files of a node, with the kubeconfig of the control plane pointed at `server`. */
export function writeNodeFiles(plan: NodePlan, admin: string, server: string): NodeFiles {
  const { folder } = plan;
  const socket = join(folder, 'containerd.sock');
  const plugins = join(folder, 'cni');
  mkdirSync(plugins, { recursive: true });
  const write = (name: string, content: string | object) => {
    const file = join(folder, name);
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 });
    return file;
  };
  write('cni/10-pods.conflist', networkConfig(plan));
  const kubeconfig = write('kubeconfig', readFileSync(admin, 'utf8').replace(/https:[^"]+/, server));
  return {
    containerd: write('containerd.toml', containerdConfig(folder, socket, plugins)),
    socket,
    kubeconfig,
    kubelet: write('kubelet.json', kubeletConfig(plan, socket)),
    kubeProxy: write('kube-proxy.json', kubeProxyConfig(plan, kubeconfig)),
  };
}
