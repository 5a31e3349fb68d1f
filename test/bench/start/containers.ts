import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RealCluster } from '../../e2e/node/real-cluster.ts';
import { folderOf } from '../../e2e/node/real-node.ts';

/** When containerd has created a container, started it, and seen its end; in milliseconds since the epoch, NaN if it has not. */
interface ContainerTimes {
  readonly created: number;
  readonly started: number;
  readonly ended: number;
}

/** By the id of a container. */
export type Containers = (id: string) => ContainerTimes;

// 2026-11-30 03:00:00.123456789 +0000 UTC k8s.io /tasks/start {"container_id":"...","pid":1}
const EVENT = /^(\S+) (\S+) \+0000 UTC \S+ (\S+) .*?"(?:container_)?id":"(\w+)"/;

/** Records what containerd reports on all nodes. */
export async function recordContainers({ folder, launcher, nodes }: RealCluster): Promise<Containers> {
  const programs = nodes.map(({ name, namespace }) => {
    const socket = join(folderOf(name, folder), 'containerd.sock');
    const args = [...namespace.entry, 'ctr', '-a', socket, '-n', 'k8s.io', 'events'];
    return { name: `${name}-events`, command: 'nsenter', args };
  });
  for (const program of programs) await launcher.start(program, () => Promise.resolve());
  return (id) => {
    const lines = programs.flatMap(({ name }) => readFileSync(launcher.logOf(name), 'utf8').split('\n'));
    const events = lines.map((line) => EVENT.exec(line) ?? []).filter((event) => event[4] === id);
    const at = (topic: string): number => {
      const [, day = '', time = ''] = events.find((event) => event[3] === topic) ?? [];
      return Date.parse(`${day}T${time.slice(0, 12)}Z`);
    };
    return { created: at('/containers/create'), started: at('/tasks/start'), ended: at('/tasks/exit') };
  };
}
