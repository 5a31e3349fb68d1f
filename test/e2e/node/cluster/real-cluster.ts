import { strict as assert } from 'node:assert';
import { join } from 'node:path';

import { connect } from '../../../framework/cluster/api.ts';
import type { Api } from '../../../framework/cluster/api.ts';
import type { Cluster } from '../../../framework/cluster/cluster.ts';
import { startControlPlane } from '../../../framework/cluster/control-plane.ts';
import { Engine } from '../../../framework/cluster/engine.ts';
import { eventually } from '../../../framework/processes/eventually.ts';
import { Hook } from '../../../framework/cluster/hook.ts';
import { installControllers, installCrds } from '../../../framework/cluster/install.ts';
import { Launcher, launch } from '../../../framework/processes/launcher.ts';
import { Client } from '../traffic/client.ts';
import { buildImages } from './images.ts';
import { Network } from './network.ts';
import { realNodes, startRealNode } from './real-node.ts';
import type { RealNode } from './real-node.ts';

/** A cluster of real nodes, and a client outside of it. */
export interface RealCluster extends Cluster {
  readonly nodes: readonly RealNode[];
  readonly client: Client;
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

async function startPrograms(launcher: Launcher, network: Network) {
  const archives = buildImages(join(launcher.folder, 'images'));
  const [hook, plane] = await Promise.all([Hook.start(launcher), startControlPlane(launcher)]);
  const api = connect(plane);
  const server = await network.relay(plane.server);
  const site = { launcher, network, plane, server, archives };
  const nodes = [];
  for (const known of realNodes) nodes.push(await startRealNode(site, known));
  await installCrds(plane);
  const engine = new Engine(launcher, plane.kubeconfig, 'dynamic-apply');
  await engine.start();
  await installControllers(plane, hook.origin);
  await nodesReady(api);
  return { launcher, plane, api, engine, hook, nodes, client: new Client(network.client) };
}

/** Starts everything. */
export async function startRealCluster(): Promise<RealCluster> {
  const launcher = new Launcher('node');
  let network: Network | undefined;
  const cluster = await launch(launcher, async () => {
    network = await Network.open(launcher);
    return startPrograms(launcher, network);
  });
  const stop = async (failed: boolean) => {
    cluster.client.close();
    await cluster.stop(failed);
    network?.close();
  };
  return { ...cluster, stop };
}
