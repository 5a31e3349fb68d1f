import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Program } from '../../framework/processes/launcher.ts';

/** Writes what a kubelet merges into its configuration; the flag that says where it is. */
function writeHeartbeats(args: readonly string[], grace: number): string {
  const [, file = ''] = /--config=(\S+)/.exec(args.join(' ')) ?? [];
  const folder = join(dirname(file), 'heartbeats');
  const lines = [
    'apiVersion: kubelet.config.k8s.io/v1beta1',
    'kind: KubeletConfiguration',
    `nodeStatusUpdateFrequency: ${grace / 5}s`,
    // A kubelet renews its lease four times in this time.
    `nodeLeaseDurationSeconds: ${(grace * 4) / 5}`,
  ];
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '50-heartbeats.conf'), lines.join('\n'));
  return `--config-dir=${folder}`;
}

/**
 * Gives controller manager and kubelets the periods that belong to a grace period (in seconds), in the proportions that the defaults of
 * Kubernetes have: with 50 they are the defaults.
 */
export function monitorNodes(grace: number): (program: Program) => Program {
  // Of a flag that is given twice the last one counts.
  const manager = [`--node-monitor-grace-period=${grace}s`, `--node-monitor-period=${grace / 10}s`];
  return (program) => {
    const { name, args } = program;
    if (name === 'kube-controller-manager') return { ...program, args: [...args, ...manager] };
    if (name.endsWith('-kubelet')) return { ...program, args: [...args, writeHeartbeats(args, grace)] };
    return program;
  };
}
