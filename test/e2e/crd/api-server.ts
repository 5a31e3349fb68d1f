import { startControlPlane } from '../framework/control-plane.ts';
import type { ControlPlane } from '../framework/control-plane.ts';
import { Launcher } from '../framework/launcher.ts';
import type { Process } from '../framework/process.ts';

type Start = Launcher['start'];

/** Leaves out the controllers and the scheduler: a schema needs neither, and they take most of the time to start. */
class ApiServerLauncher extends Launcher {
  override async start(...[program, isReady]: Parameters<Start>): Promise<Process> {
    if (['etcd', 'kube-apiserver'].includes(program.name)) return super.start(program, isReady);
    return { name: program.name, failure: () => undefined, stop: () => Promise.resolve() };
  }
}

/** An API server on an empty etcd, and nothing else. */
export interface ApiServer {
  plane: ControlPlane;
  /** Takes it down; keeps state and logs, and prints where, when the run failed. */
  stop(failed: boolean): Promise<void>;
}

/** Starts etcd and kube-apiserver on free ports of 127.0.0.1. What was started is taken down again if one fails. */
export async function startApiServer(): Promise<ApiServer> {
  const launcher = new ApiServerLauncher('crd');
  const stop = async (failed: boolean) => {
    await launcher.stop();
    if (failed) console.error(`state and logs are kept in ${launcher.folder}`);
    else launcher.discard();
  };
  try {
    return { plane: await startControlPlane(launcher), stop };
  } catch (error) {
    await stop(true);
    throw error;
  }
}
