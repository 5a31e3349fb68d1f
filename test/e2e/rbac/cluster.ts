import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { V1ClusterRole, V1Deployment, V1Role } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';

import { startPlatform } from '../../framework/cluster/cluster.ts';
import type { Platform } from '../../framework/cluster/cluster.ts';
import { writeKubeconfig } from '../../framework/cluster/control-plane.ts';
import { Engine } from '../../framework/cluster/engine.ts';
import type { Strategy } from '../../framework/cluster/engine.ts';
import { Hook } from '../../framework/cluster/hook.ts';
import { installControllers } from '../../framework/cluster/install.ts';
import { kubectl } from '../../framework/cluster/kubectl.ts';
import { Launcher, launch } from '../../framework/processes/launcher.ts';
import type { Launched } from '../../framework/processes/launcher.ts';
import { writePair } from '../../hooks/server/certificates.ts';
import { permission, readAudit } from './audit.ts';

const [namespace, account] = ['akrobateo-system', 'akrobateo-metacontroller'];

/** The dedicated Metacontroller as users deploy it, except that it is a process here. */
export interface RbacCluster extends Platform, Launched {
  /** What the account did. */
  readonly audit: () => ReturnType<typeof readAudit>;
  /** Every permission of the roles that are bound to it, sorted; wildcards stay what they are, and so are never used. */
  readonly granted: readonly string[];
  /** An engine that calls itself what the pods of the manifest do. */
  readonly engine: (strategy: Strategy) => Engine;
}

type Deployed = V1ClusterRole | V1Role | V1Deployment;

function permissionsOf(objects: readonly Deployed[]): string[] {
  const roles = objects.filter((object): object is V1ClusterRole | V1Role => 'rules' in object);
  const permissions = roles
    .flatMap((role) => role.rules ?? [])
    .flatMap(({ apiGroups = [], resources = [], verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) => verbs.map((verb) => permission(group, resource, verb))),
      ),
    );
  return [...new Set(permissions)].sort();
}

/** A launcher whose API server records what one user asks of it. */
function auditingLauncher(user: string): { launcher: Launcher; log: string } {
  const launcher: Launcher = new Launcher('rbac', (program) =>
    program.name === 'kube-apiserver' ? { ...program, args: [...program.args, ...args] } : program,
  );
  const log = join(launcher.folder, 'audit.log');
  const policy = join(launcher.folder, 'audit-policy.json');
  const rules = [{ level: 'Metadata', users: [user] }, { level: 'None' }];
  writeFileSync(policy, JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules }));
  const args = [
    `--audit-policy-file=${policy}`,
    `--audit-log-path=${log}`,
    // It asks for services/finalizers before a Service may own anything.
    '--enable-admission-plugins=OwnerReferencesPermissionEnforcement',
    // As before Kubernetes 1.32, it does not stream lists: newer ones are asked to watch only, and to list when that fails.
    '--feature-gates=WatchList=false',
  ];
  return { launcher, log };
}

/** A control plane with nodes, everything of `deploy/` and `metacontroller/`, and the hook; no engine yet. */
export async function startRbacCluster(): Promise<RbacCluster> {
  const { launcher, log } = auditingLauncher(`system:serviceaccount:${namespace}:${account}`);
  return launch(launcher, async () => {
    const platform = await startPlatform(launcher);
    const { plane, hook } = platform;
    for (const folder of ['deploy', 'deploy/metacontroller'])
      await kubectl(plane, 'apply', '--kustomize', folder);
    await installControllers(plane, hook.origin);
    // The second folder only where webhooks name Secrets.
    const folders = ['deploy/metacontroller', 'deploy/metacontroller/secrets'];
    const texts = await Promise.all(folders.map((folder) => kubectl(plane, 'kustomize', folder)));
    const objects = texts.flatMap((text) => parseAllDocuments(text)).map((each) => each.toJS() as Deployed);
    const deployment = objects.find((object): object is V1Deployment => object.kind === 'Deployment');
    const args = deployment?.spec?.template.spec?.containers[0]?.args;
    const token = await kubectl(
      plane,
      'create',
      'token',
      account,
      `--namespace=${namespace}`,
      '--duration=1h',
    );
    const kubeconfig = writeKubeconfig(join(launcher.folder, 'of-the-account'), plane.server, token.trim());
    return {
      ...platform,
      audit: () => readAudit(log),
      granted: permissionsOf(objects),
      engine: (strategy) => new Engine(launcher, kubeconfig, strategy, args),
    };
  });
}

/**
 * Starts a hook with HTTPS and a token in the place of the other, with the controllers of `metacontroller/secure` and the
 * Secrets that they name.
 */
export async function secure({ launcher, plane, folder, hook }: RbacCluster): Promise<void> {
  const [{ cert, key }, token] = [await writePair(folder, 'tls'), join(folder, 'token')];
  writeFileSync(token, randomBytes(24).toString('base64url'), { mode: 0o600 });
  await hook.stop();
  const { origin } = await Hook.start(launcher, { TLS_CERT: cert, TLS_KEY: key, TOKEN_FILE: token });
  // The hook has signed itself, and so is its own authority.
  const secrets = {
    'akrobateo-tls': [`tls.crt=${cert}`, `tls.key=${key}`, `ca.crt=${cert}`],
    'akrobateo-token': [`token=${token}`],
  };
  for (const [name, files] of Object.entries(secrets)) {
    const from = files.map((file) => `--from-file=${file}`);
    await kubectl(plane, 'create', `--namespace=${namespace}`, 'secret', 'generic', name, ...from);
  }
  await kubectl(plane, 'apply', '--kustomize', 'deploy/metacontroller/secrets');
  await installControllers(plane, origin, 'metacontroller/secure');
}
