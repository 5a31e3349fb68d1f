import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { connect, create } from '../../framework/cluster/api.ts';
import type { Api } from '../../framework/cluster/api.ts';
import { startControlPlane } from '../../framework/cluster/control-plane.ts';
import { installCrds } from '../../framework/cluster/install.ts';
import { Launcher, launch } from '../../framework/processes/launcher.ts';
import type { Launched } from '../../framework/processes/launcher.ts';
import { fakeNodes, startNodes } from '../../framework/cluster/nodes.ts';
import { repository } from '../../framework/processes/paths.ts';
import { Pool } from '../../framework/cluster/pool.ts';
import { programPath } from '../../framework/processes/programs.ts';

/** A cluster as the documents assume it, without Metacontroller and hook. */
export interface DocumentsCluster extends Launched {
  /** For a shell in which the commands of the documents work. */
  env: Record<string, string>;
  /** Creates the Service `web` in the namespace `shop` and the pool `default` again. */
  reset: () => Promise<void>;
}

/** A folder with the command line under both of its names. */
function commandLine(folder: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const name of ['akrobateo', 'kubectl-akrobateo']) {
    const file = join(bin, name);
    writeFileSync(
      file,
      `#!/bin/sh\nexec '${process.execPath}' '${join(repository, 'dist/cli/main.js')}' "$@"\n`,
    );
    chmodSync(file, 0o755);
  }
  return bin;
}

const namespace = 'shop';
const labels = { app: 'web' };
const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web' }] } };
const apps = { apiVersion: 'apps/v1', spec: { selector: { matchLabels: labels }, template } };

async function populate(api: Api): Promise<void> {
  for (const name of [namespace, 'akrobateo-system', 'monitoring'])
    await create(api, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  await create(api, { ...apps, kind: 'Deployment', metadata: { name: 'web', namespace: 'default' } });
  // The original operator, and what it made for a Service.
  await create(api, {
    ...apps,
    kind: 'Deployment',
    metadata: { name: 'akrobateo', namespace: 'kube-system' },
  });
  await create(api, { ...apps, kind: 'DaemonSet', metadata: { name: 'akrobateo-web', namespace } });
}

async function reset(api: Api, pool: Pool): Promise<void> {
  await pool.delete();
  await pool.apply();
  await api.core.deleteCollectionNamespacedService({ namespace });
  await create(api, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace, labels: { 'svccontroller.k3s.cattle.io/lbpool': 'pool1' } },
    spec: { type: 'LoadBalancer', selector: labels, ports: [{ port: 80 }] },
  });
}

/** Starts the programs, and creates what the documents mention. */
export async function startDocumentsCluster(): Promise<DocumentsCluster> {
  const launcher = new Launcher('documents');
  const { folder } = launcher;
  return launch(launcher, async () => {
    const plane = await startControlPlane(launcher);
    const api = connect(plane);
    await startNodes(launcher, plane, api, fakeNodes);
    await installCrds(api);
    await populate(api);
    const pool = await Pool.create(api, 'default');
    const path = [commandLine(folder), programPath].join(delimiter);
    const env = { PATH: path, KUBECONFIG: plane.kubeconfig, HOME: folder };
    return { env, reset: () => reset(api, pool) };
  });
}
