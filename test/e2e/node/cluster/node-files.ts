import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
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
  /** Has everything of the node, with `containerd.sock`. */
  folder: string;
}

const templates = join(import.meta.dirname, 'files');

/** Writes the files of `files/` and the kubeconfig of the control plane, pointed at `server`, into the folder of a node. */
export function writeNodeFiles(plan: NodePlan, admin: string, server: string): void {
  const { folder, name } = plan;
  const values = new Map<string, string>(Object.entries(plan));
  values.set('group', groupOf(name)).set('pause', pauseImage).set('plugins', pluginFolder);
  mkdirSync(join(folder, 'cni'), { recursive: true });
  for (const file of readdirSync(templates)) {
    const text = readFileSync(join(templates, file), 'utf8');
    // Without a value a text in braces stays: it is JSON.
    const filled = text.replace(/\{(\w+)\}/g, (all, key: string) => values.get(key) ?? all);
    writeFileSync(join(folder, file.endsWith('.conflist') ? 'cni' : '', file), filled, { mode: 0o600 });
  }
  const kubeconfig = readFileSync(admin, 'utf8').replace(/https:[^"]+/, server);
  writeFileSync(join(folder, 'kubeconfig'), kubeconfig, { mode: 0o600 });
}
