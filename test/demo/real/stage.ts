import { connect } from '../../e2e/framework/api.ts';
import type { Cluster } from '../../e2e/framework/cluster.ts';
import { startControlPlane } from '../../e2e/framework/control-plane.ts';
import { Engine } from '../../e2e/framework/engine.ts';
import { Hook } from '../../e2e/framework/hook.ts';
import { installControllers, installCrds } from '../../e2e/framework/install.ts';
import type { Launcher } from '../../e2e/framework/launcher.ts';
import { fakeNodes, startNodes } from '../../e2e/framework/nodes.ts';
import type { Narrator } from '../narrator.ts';

/** Starts a cluster of three simulated nodes with Metacontroller and the hook as built, and says so step by step. */
export async function startStage(launcher: Launcher, narrator: Narrator): Promise<Cluster> {
  const began = performance.now();
  const tell = (what: string) => {
    const seconds = ((performance.now() - began) / 1000).toFixed(1).padStart(5);
    narrator.line(`  ${seconds} s  ${what}`);
  };
  tell('starting etcd, the API server, controller manager and scheduler, and the hook');
  const [hook, plane] = await Promise.all([Hook.start(launcher), startControlPlane(launcher)]);
  tell(`the hook listens on ${hook.origin}, the API server on ${plane.server}`);
  const api = connect(plane);
  await startNodes(launcher, plane, api, fakeNodes);
  tell(`the nodes ${fakeNodes.map(({ name }) => name).join(', ')} are ready`);
  await installCrds(api);
  const engine = new Engine(launcher, plane.kubeconfig, 'dynamic-apply');
  await engine.start();
  await installControllers(api, hook.origin);
  tell('Metacontroller runs, with our CustomResourceDefinition and our two controllers');
  return { plane, api, engine, hook, folder: launcher.folder, stop: () => launcher.stop() };
}
