import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

// The last six are those of the suite on simulated nodes, whose framework asks for all of them.
const programs = [
  'containerd',
  'containerd-shim-runc-v2',
  'ctr',
  'kubelet',
  'kube-proxy',
  'runc',
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kwok',
  'metacontroller',
];
const tools = ['ip', 'nft', 'nsenter', 'unshare', 'sysctl', 'tar', 'ldd', 'busybox'];
const plugins = ['bridge', 'host-local', 'loopback', 'portmap'];

const assets = process.env['KUBEBUILDER_ASSETS'] ?? '';

/** Where programs are looked for, in this order; also the PATH of what runs on the nodes. */
export const programPath = [assets, process.env['PATH'] ?? '', '/usr/sbin', '/sbin']
  .filter((folder) => folder !== '')
  .join(delimiter);

/** The folder of the CNI plugins. */
export const pluginFolder = process.env['CNI_PATH'] ?? resolve(assets, '../cni');

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isOnPath(name: string): boolean {
  return programPath.split(delimiter).some((folder) => isExecutable(join(folder, name)));
}

/** The first thing that keeps real nodes from running here, as part of a sentence; undefined if nothing does. */
export function missingRequirement(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'they need root on Linux';
  const absent = [...programs, ...tools].filter((name) => !isOnPath(name));
  if (absent.length > 0) return `${absent.join(', ')} not found in KUBEBUILDER_ASSETS and PATH`;
  const unplugged = plugins.filter((name) => !isExecutable(join(pluginFolder, name)));
  if (unplugged.length > 0) return `CNI plugins ${unplugged.join(', ')} not found in ${pluginFolder}`;
  if (!existsSync('/proc/sys/net/core/devconf_inherit_init_net')) return 'the kernel is older than 5.18';
  return undefined;
}
