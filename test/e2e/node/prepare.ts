import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { isolate } from '../../framework/network/isolation.ts';
import { isExecutable, locate, programs } from '../../framework/processes/programs.ts';
import { pluginFolder } from './real-node.ts';

const onNodes = ['containerd', 'containerd-shim-runc-v2', 'ctr', 'kubelet', 'kube-proxy', 'runc'];
const tools = ['ip', 'nft', 'nsenter', 'unshare', 'setpriv', 'sysctl', 'tar', 'ldd', 'busybox'];
const plugins = ['bridge', 'host-local', 'loopback', 'portmap'];

/** The first thing that keeps real nodes from running here, as part of a sentence; undefined if nothing does. */
function missingRequirement(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'they need root on Linux';
  const needed = [...programs, 'coredns', 'kubectl', ...onNodes, ...tools];
  const absent = needed.filter((name) => locate(name) === undefined);
  if (absent.length > 0) return `${absent.join(', ')} not found in KUBEBUILDER_ASSETS and PATH`;
  const unplugged = plugins.filter((name) => !isExecutable(join(pluginFolder, name)));
  if (unplugged.length > 0) return `CNI plugins ${unplugged.join(', ')} not found in ${pluginFolder}`;
  if (!existsSync('/proc/sys/net/core/devconf_inherit_init_net')) return 'the kernel is older than 5.18';
  return undefined;
}

// Loaded before all cases: without root or programs there is nothing to test; else the run goes on in a network of its own.
isolate(() => {
  const missing = missingRequirement();
  return missing && `Skipped, real nodes cannot run here: ${missing} (see test/e2e/node/README.md).`;
}, true);
