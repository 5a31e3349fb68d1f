import { startCluster } from '../../framework/cluster/cluster.ts';
import type { Cluster } from '../../framework/cluster/cluster.ts';
import type { FakeNode } from '../../framework/cluster/nodes.ts';
import { Launcher } from '../../framework/processes/launcher.ts';
import type { Program } from '../../framework/processes/launcher.ts';
import { engineRates, nodeOptions } from '../deployed.ts';

/** Gives hook and engine what the manifests give them: the engine of the tests is faster. */
function asDeployed(program: Program): Program {
  const { name, args, env = {} } = program;
  // Of a flag that is given twice the last one counts.
  if (name === 'metacontroller') return { ...program, args: [...args, ...engineRates()] };
  if (name === 'hook') return { ...program, env: { ...env, NODE_OPTIONS: nodeOptions() } };
  return program;
}

/** This many nodes with one address each. */
export function nodesOf(count: number): FakeNode[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `n${String(index).padStart(3, '0')}`,
    addresses: [`192.168.${Math.floor(index / 250)}.${(index % 250) + 1}`],
  }));
}

/** A cluster with this many nodes, whose hook and engine are as fast as deployed ones. */
export async function startDeployed(nodes: number): Promise<Cluster> {
  return startCluster({ nodes: nodesOf(nodes), launcher: new Launcher(`bench-${nodes}`, asDeployed) });
}

/** Runs something on a cluster, which is stopped afterwards. */
export async function withCluster<T>(cluster: Cluster, run: (cluster: Cluster) => Promise<T>): Promise<T> {
  let failed = true;
  try {
    const result = await run(cluster);
    failed = false;
    return result;
  } finally {
    await cluster.stop(failed);
  }
}
