import { startCluster } from '../framework/cluster/cluster.ts';
import type { Cluster } from '../framework/cluster/cluster.ts';
import type { FakeNode } from '../framework/cluster/nodes.ts';
import { freePort } from '../framework/processes/free-port.ts';
import { get } from '../framework/processes/http.ts';
import { Launcher } from '../framework/processes/launcher.ts';
import type { Program } from '../framework/processes/launcher.ts';
import { requirePrograms } from '../framework/processes/programs.ts';
import { engineRates, nodeOptions } from './deployed.ts';
import { build, describeMachine } from './machine.ts';

/** Seconds of processor time: they depend less than seconds on the clock on what else the machine does. */
export interface Processor {
  readonly engine: number;
  readonly hook: number;
}

/** A cluster whose hook and engine are as fast as deployed ones. */
export interface DeployedCluster extends Cluster {
  /** What both have used since their start. */
  readonly processor: () => Promise<Processor>;
}

/** This many nodes with one address each. */
export function nodesOf(count: number): FakeNode[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `n${String(index).padStart(3, '0')}`,
    addresses: [`192.168.${Math.floor(index / 250)}.${(index % 250) + 1}`],
  }));
}

/** Builds the hook, and prints what it is measured on. Ends the process if a program is missing. */
export function prepare(): void {
  requirePrograms();
  build();
  console.log(`${describeMachine(`Metacontroller with ${engineRates().join(' ')}`)}\n`);
}

async function secondsOf(address: string): Promise<number> {
  const metrics = await get(`http://${address}/metrics`);
  return Number(/^process_cpu_seconds_total (\S+)$/m.exec(metrics)?.[1]);
}

/** Runs something on a cluster of its own, so that it inherits no memory and no pods. */
export async function onCluster<T>(
  nodes: readonly FakeNode[],
  run: (cluster: DeployedCluster) => Promise<T>,
): Promise<T> {
  const port = await freePort();
  let engine = '';
  // Hook and engine get what the manifests give them: the engine of the tests is faster.
  const asDeployed = (program: Program): Program => {
    const { name, args, env } = program;
    if (name === 'hook')
      return { ...program, env: { ...env, NODE_OPTIONS: nodeOptions(), METRICS_PORT: `${port}` } };
    if (name !== 'metacontroller') return program;
    const [, address = ''] = /--metrics-address=(\S+)/.exec(args.join(' ')) ?? [];
    engine = address;
    // Of a flag that is given twice the last one counts.
    return { ...program, args: [...args, ...engineRates()] };
  };
  const cluster = await startCluster({ nodes, launcher: new Launcher('bench', asDeployed) });
  const processor = async () => ({
    engine: await secondsOf(engine),
    hook: await secondsOf(`127.0.0.1:${port}`),
  });
  let failed = true;
  try {
    const result = await run({ ...cluster, processor });
    failed = false;
    return result;
  } finally {
    await cluster.stop(failed);
  }
}
