import { connect } from '../../e2e/framework/api.ts';
import type { Cluster } from '../../e2e/framework/cluster.ts';
import { startControlPlane } from '../../e2e/framework/control-plane.ts';
import { Engine } from '../../e2e/framework/engine.ts';
import { Hook } from '../../e2e/framework/hook.ts';
import { installControllers, installCrds } from '../../e2e/framework/install.ts';
import { Launcher } from '../../e2e/framework/launcher.ts';
import { startNodes } from '../../e2e/framework/nodes.ts';
import type { FakeNode } from '../../e2e/framework/nodes.ts';
import type { Process } from '../../e2e/framework/process.ts';
import { engineRates, nodeOptions } from '../deployed.ts';

type Start = Launcher['start'];

/** Gives hook and engine what the manifests give them: the suite's own engine is faster, for the suite's sake. */
class DeployedLauncher extends Launcher {
  override async start(...[program, isReady]: Parameters<Start>): Promise<Process> {
    return super.start({ ...program, ...this.#deployed(program) }, isReady);
  }

  #deployed({ name, args, env = {} }: Parameters<Start>[0]): Partial<Parameters<Start>[0]> {
    // Of a flag that is given twice the last one counts.
    if (name === 'metacontroller') return { args: [...args, ...engineRates()] };
    if (name === 'hook') return { env: { ...env, NODE_OPTIONS: nodeOptions() } };
    return {};
  }
}

/** This many nodes with one address each. */
export function nodesOf(count: number): FakeNode[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `n${String(index).padStart(3, '0')}`,
    addresses: [`192.168.${Math.floor(index / 250)}.${(index % 250) + 1}`],
  }));
}

async function startPrograms(launcher: Launcher, nodes: readonly FakeNode[]): Promise<Omit<Cluster, 'stop'>> {
  const [hook, plane] = await Promise.all([Hook.start(launcher), startControlPlane(launcher)]);
  const api = connect(plane);
  await startNodes(launcher, plane, api, nodes);
  await installCrds(api);
  const engine = new Engine(launcher, plane.kubeconfig, 'dynamic-apply');
  await engine.start();
  await installControllers(api, hook.origin);
  return { plane, api, engine, hook, folder: launcher.folder };
}

/** A cluster with this many nodes, whose hook and engine are as fast as deployed ones. */
export async function startStage(nodes: number): Promise<Cluster> {
  const launcher = new DeployedLauncher(`bench-${nodes}`);
  const stop = async (failed: boolean) => {
    await launcher.stop();
    if (failed) console.error(`state and logs are kept in ${launcher.folder}`);
    else launcher.discard();
  };
  try {
    return { ...(await startPrograms(launcher, nodesOf(nodes))), stop };
  } catch (error) {
    await stop(true);
    throw error;
  }
}
