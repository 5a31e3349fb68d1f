import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { V1ClusterRole, V1Deployment, V1Role } from '@kubernetes/client-node';
import { parse, parseAllDocuments } from 'yaml';

import { connect } from '../../framework/cluster/api.ts';
import type { Cluster } from '../../framework/cluster/cluster.ts';
import { startControlPlane } from '../../framework/cluster/control-plane.ts';
import type { ControlPlane } from '../../framework/cluster/control-plane.ts';
import { Engine } from '../../framework/cluster/engine.ts';
import type { Strategy } from '../../framework/cluster/engine.ts';
import { Hook } from '../../framework/cluster/hook.ts';
import { installControllers, installCrds } from '../../framework/cluster/install.ts';
import { fakeNodes, startNodes } from '../../framework/cluster/nodes.ts';
import { kubectl } from '../../framework/cluster/kubectl.ts';
import { Launcher, launch } from '../../framework/processes/launcher.ts';
import type { Program } from '../../framework/processes/launcher.ts';
import { AuditLog } from './audit.ts';

const [namespace, account] = ['akrobateo-system', 'akrobateo-metacontroller'];

/** The dedicated Metacontroller as users deploy it, except that it is a process here. */
export interface RbacCluster extends Omit<Cluster, 'engine'> {
  launcher: Launcher;
  /** What the account did. */
  log: AuditLog;
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

/**
 * The API server asks for services/finalizers before a Service may own anything. As before Kubernetes 1.32, it does not
 * stream lists: newer ones are asked to watch only, and to list when that fails.
 */
const apiServerArgs = [
  '--enable-admission-plugins=OwnerReferencesPermissionEnforcement',
  '--feature-gates=WatchList=false',
];

/** Our arguments come after those of the manifest: of an argument that is given twice the last one counts. */
function argsOf({ name, args }: Program, objects: readonly Deployed[], log: AuditLog): readonly string[] {
  if (name === 'kube-apiserver') return [...args, ...log.args, ...apiServerArgs];
  if (name !== 'metacontroller') return args;
  const [deployment] = ofKinds<V1Deployment>(objects, ['Deployment']);
  return [...(deployment?.spec?.template.spec?.containers[0]?.args ?? []), ...args];
}

/** A control plane with nodes, everything of `deploy/` and `metacontroller/`, and the hook; no engine yet. */
export async function startRbacCluster(): Promise<RbacCluster> {
  const objects: Deployed[] = [];
  const launcher: Launcher = new Launcher('rbac', (program) => ({
    ...program,
    args: argsOf(program, objects, log),
  }));
  const log = new AuditLog(launcher.folder, `system:serviceaccount:${namespace}:${account}`);
  return launch(launcher, async () => {
    const [hook, plane] = await Promise.all([Hook.start(launcher), startControlPlane(launcher)]);
    const api = connect(plane);
    await startNodes(launcher, plane, api, fakeNodes);
    await installCrds(api);
    for (const folder of ['deploy', 'deploy/metacontroller'])
      await kubectl(plane, 'apply', '--kustomize', folder);
    await installControllers(api, hook.origin);
    objects.push(...(await readManifests(plane)));
    const kubeconfig = await writeKubeconfig(plane, launcher.folder);
    const roles = ofKinds<V1ClusterRole | V1Role>(objects, ['ClusterRole', 'Role']);
    const engine = (strategy: Strategy) => new Engine(launcher, kubeconfig, strategy);
    return { plane, api, hook, launcher, log, roles, engine };
  });
}
