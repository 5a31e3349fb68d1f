import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { V1ClusterRole, V1Deployment, V1Role } from '@kubernetes/client-node';
import { parse, parseAllDocuments } from 'yaml';

import { connect } from '../framework/api.ts';
import type { Cluster } from '../framework/cluster.ts';
import { startControlPlane } from '../framework/control-plane.ts';
import type { ControlPlane } from '../framework/control-plane.ts';
import { Engine } from '../framework/engine.ts';
import type { Strategy } from '../framework/engine.ts';
import { Hook } from '../framework/hook.ts';
import { installControllers, installCrds } from '../framework/install.ts';
import { fakeNodes, startNodes } from '../framework/nodes.ts';
import { kubectl } from './kubectl.ts';
import { AuditingLauncher } from './launcher.ts';

const [namespace, account] = ['akrobateo-system', 'akrobateo-metacontroller'];

/** The dedicated Metacontroller as users deploy it, except that it is a process here. */
export interface Stage {
  cluster: Omit<Cluster, 'engine'>;
  launcher: AuditingLauncher;
  /** The roles that are bound to it. */
  roles: (V1ClusterRole | V1Role)[];
  /** An engine that calls itself what the pods of the manifest do. */
  engine: (strategy: Strategy) => Engine;
}

/** A kubeconfig with a token of the account that the manifests install. */
async function writeKubeconfig(plane: ControlPlane, folder: string): Promise<string> {
  const token = await kubectl(plane, 'create', 'token', account, `--namespace=${namespace}`, '--duration=1h');
  const config = parse(await kubectl(plane, 'config', 'view', '--raw')) as { users: { user: object }[] };
  const [admin] = config.users;
  if (admin !== undefined) admin.user = { token: token.trim() };
  const file = join(folder, 'kubeconfig-of-the-account');
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}

type Deployed = V1ClusterRole | V1Role | V1Deployment;

/** The folders whose objects the account needs: the second only where webhooks name Secrets. */
const folders = ['deploy/metacontroller', 'deploy/metacontroller/secrets'];

async function readManifests(plane: ControlPlane): Promise<Deployed[]> {
  const texts = await Promise.all(folders.map((folder) => kubectl(plane, 'kustomize', folder)));
  return texts.flatMap((text) => parseAllDocuments(text)).map((document) => document.toJS() as Deployed);
}

function ofKinds<T extends Deployed>(objects: readonly Deployed[], kinds: readonly string[]): T[] {
  return objects.filter(({ kind = '' }) => kinds.includes(kind)) as T[];
}

/** A control plane with nodes, everything of `deploy/` and `metacontroller/`, and the hook; no engine yet. */
export async function startStage(): Promise<Stage> {
  const launcher = new AuditingLauncher('rbac', `system:serviceaccount:${namespace}:${account}`);
  const stop = async (failed: boolean) => {
    await launcher.stop();
    if (failed) console.error(`state and logs of rbac are kept in ${launcher.folder}`);
    else launcher.discard();
  };
  try {
    const [hook, plane] = await Promise.all([Hook.start(launcher), startControlPlane(launcher)]);
    const api = connect(plane);
    await startNodes(launcher, plane, api, fakeNodes);
    await installCrds(api);
    for (const folder of ['deploy', 'deploy/metacontroller'])
      await kubectl(plane, 'apply', '--kustomize', folder);
    await installControllers(api, hook.origin);
    const objects = await readManifests(plane);
    const [deployment] = ofKinds<V1Deployment>(objects, ['Deployment']);
    launcher.engineArgs = deployment?.spec?.template.spec?.containers[0]?.args ?? [];
    const kubeconfig = await writeKubeconfig(plane, launcher.folder);
    return {
      cluster: { plane, api, hook, folder: launcher.folder, stop },
      launcher,
      roles: ofKinds<V1ClusterRole | V1Role>(objects, ['ClusterRole', 'Role']),
      engine: (strategy) => new Engine(launcher, kubeconfig, strategy),
    };
  } catch (error) {
    await stop(true);
    throw error;
  }
}
