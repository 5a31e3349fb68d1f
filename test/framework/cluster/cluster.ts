import { Launcher, launch } from '../processes/launcher.ts';
import type { Launched } from '../processes/launcher.ts';
import { connect } from './api.ts';
import type { Api } from './api.ts';
import { startControlPlane } from './control-plane.ts';
import type { ControlPlane } from './control-plane.ts';
import { Engine } from './engine.ts';
import type { Strategy } from './engine.ts';
import { Hook } from './hook.ts';
import { installControllers, installCrds } from './install.ts';
import { fakeNodes, startNodes } from './nodes.ts';
import type { FakeNode } from './nodes.ts';

/** A control plane with nodes, and the hook under test; no engine yet. */
export interface Platform {
  launcher: Launcher;
  plane: ControlPlane;
  api: Api;
  hook: Hook;
}

/** A control plane with nodes, Metacontroller and the hook under test. */
export interface Cluster extends Platform, Launched {
  engine: Engine;
}

/** What differs from a cluster with the nodes `fakeNodes` and the apply strategy `dynamic-apply`. */
export interface ClusterOptions {
  /** Of the folder of its state and logs. */
  name?: string;
  strategy?: Strategy;
  nodes?: readonly FakeNode[];
  launcher?: Launcher;
  /** Called with each step that is done. */
  onStep?: (step: string) => void;
}

/** Starts everything except Metacontroller, and installs the kinds of both. */
export async function startPlatform(
  launcher: Launcher,
  nodes: readonly FakeNode[] = fakeNodes,
  onStep: (step: string) => void = () => undefined,
): Promise<Platform> {
  const [hook, plane] = await Promise.all([Hook.start(launcher), startControlPlane(launcher)]);
  onStep(`the hook listens on ${hook.origin}, the API server on ${plane.server}`);
  const api = connect(plane);
  await startNodes(launcher, plane, api, nodes);
  onStep(`${nodes.length} nodes are ready`);
  await installCrds(plane);
  return { launcher, plane, api, hook };
}

/** Starts all programs, each on a free port of 127.0.0.1. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const { strategy = 'dynamic-apply', nodes, onStep } = options;
  const { launcher = new Launcher(options.name ?? strategy) } = options;
  return launch(launcher, async () => {
    const platform = await startPlatform(launcher, nodes, onStep);
    const { plane, hook } = platform;
    const engine = await new Engine(launcher, plane.kubeconfig, strategy).start();
    await installControllers(plane, hook.origin);
    onStep?.('Metacontroller runs, with our CustomResourceDefinitions and controllers');
    return { ...platform, engine };
  });
}
