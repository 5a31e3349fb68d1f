import { connect } from './api.ts';
import type { Api } from './api.ts';
import { startControlPlane } from './control-plane.ts';
import type { ControlPlane } from './control-plane.ts';
import { Engine } from './engine.ts';
import type { Strategy } from './engine.ts';
import { Hook } from './hook.ts';
import { installControllers, installCrds } from './install.ts';
import { Launcher } from './launcher.ts';
import { fakeNodes, startNodes } from './nodes.ts';
import type { FakeNode } from './nodes.ts';

/** A control plane with nodes, Metacontroller and the hook under test. */
export interface Cluster {
  plane: ControlPlane;
  api: Api;
  engine: Engine;
  hook: Hook;
  /** State and logs. */
  folder: string;
  /** Takes everything down; keeps state and logs, and prints where, when the run failed. */
  stop(failed: boolean): Promise<void>;
}

async function startPrograms(
  launcher: Launcher,
  strategy: Strategy,
  nodes: readonly FakeNode[],
): Promise<Omit<Cluster, 'folder' | 'stop'>> {
  const [hook, plane] = await Promise.all([Hook.start(launcher), startControlPlane(launcher)]);
  const api = connect(plane);
  await startNodes(launcher, plane, api, nodes);
  await installCrds(api);
  const engine = new Engine(launcher, plane.kubeconfig, strategy);
  await engine.start();
  await installControllers(api, hook.origin);
  return { plane, api, engine, hook };
}

/**
 * Starts all programs, each on a free port of 127.0.0.1. What was started is taken down again if one fails.
 * @param name of the folder of its state and logs
 */
export async function startCluster(
  strategy: Strategy,
  { name = strategy, nodes = fakeNodes }: { name?: string; nodes?: readonly FakeNode[] } = {},
): Promise<Cluster> {
  const launcher = new Launcher(name);
  const { folder } = launcher;
  const stop = async (failed: boolean) => {
    await launcher.stop();
    if (failed) console.error(`state and logs of ${name} are kept in ${folder}`);
    else launcher.discard();
  };
  try {
    return { ...(await startPrograms(launcher, strategy, nodes)), folder, stop };
  } catch (error) {
    await stop(true);
    throw error;
  }
}
