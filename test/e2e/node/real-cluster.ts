import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { connect } from '../../framework/cluster/api.ts';
import type { Api } from '../../framework/cluster/api.ts';
import type { Cluster } from '../../framework/cluster/cluster.ts';
import { startControlPlane } from '../../framework/cluster/control-plane.ts';
import { Engine } from '../../framework/cluster/engine.ts';
import { Hook } from '../../framework/cluster/hook.ts';
import { installControllers, installCrds } from '../../framework/cluster/install.ts';
import { eventually } from '../../framework/processes/eventually.ts';
import { Launcher, launch } from '../../framework/processes/launcher.ts';
import { repository } from '../../framework/processes/paths.ts';
import { buildImages } from './images.ts';
import { clientAddresses, openNetwork, realNodes, startRealNode } from './real-node.ts';
import type { RealNode } from './real-node.ts';

/** A cluster of real nodes. */
export interface RealCluster extends Cluster {
  readonly nodes: readonly RealNode[];
}

async function nodesReady(api: Api): Promise<void> {
  await eventually(
    async () => {
      const { items } = await api.core.listNode();
      const ready = items
        .filter(({ spec }) => spec?.taints === undefined)
        .map(({ metadata }) => metadata?.name);
      assert.deepEqual(
        ready.sort(),
        realNodes.map(({ name }) => name),
      );
    },
    { what: 'the nodes were not ready' },
  );
}

/** Starts everything, with the hook as it ships. */
export async function startRealCluster(): Promise<RealCluster> {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: repository, stdio: 'inherit' });
  openNetwork();
  const launcher = new Launcher('node');
  return launch(launcher, async () => {
    const archives = buildImages(join(launcher.folder, 'images'));
    const [address] = clientAddresses;
    const [hook, plane] = await Promise.all([Hook.start(launcher), startControlPlane(launcher, address)]);
    const api = connect(plane);
    const nodes = [];
    for (const known of realNodes) nodes.push(await startRealNode({ launcher, plane, archives }, known));
    await installCrds(api);
    const engine = new Engine(launcher, plane.kubeconfig, 'dynamic-apply');
    await engine.start();
    await installControllers(api, hook.origin);
    await nodesReady(api);
    return { plane, api, engine, hook, nodes };
  });
}
