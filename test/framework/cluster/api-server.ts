import { startApiServer as start } from './control-plane.ts';
import type { ControlPlane } from './control-plane.ts';
import { Launcher, launch } from '../processes/launcher.ts';
import type { Launched } from '../processes/launcher.ts';

/** An API server on an empty etcd. */
export type ApiServer = Launched & { readonly plane: ControlPlane };

/** Starts etcd and kube-apiserver, without controllers and scheduler. */
export async function startApiServer(): Promise<ApiServer> {
  const launcher = new Launcher('api-server');
  return launch(launcher, async () => ({ plane: await start(launcher) }));
}
