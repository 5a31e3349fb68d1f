import { strict as assert } from 'node:assert';
import { join } from 'node:path';

import { connect } from '../../framework/api.ts';
import type { Api } from '../../framework/api.ts';
import type { Cluster } from '../../framework/cluster.ts';
import { startControlPlane } from '../../framework/control-plane.ts';
import { Engine } from '../../framework/engine.ts';
import { eventually } from '../../framework/eventually.ts';
import { Hook } from '../../framework/hook.ts';
import { installControllers, installCrds } from '../../framework/install.ts';
import { Launcher } from '../../framework/launcher.ts';
import { Client } from '../traffic/client.ts';
import { buildImages } from './images.ts';
import { Network } from './network.ts';
import { realNodes, startRealNode } from './real-node.ts';
import type { RealNode } from './real-node.ts';

/** A cluster of real nodes, and somebody outside who connects to it. */
export interface Lab extends Cluster {
  nodes: readonly RealNode[];
  client: Client;
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
    { timeout: 60_000, what: 'the nodes were not ready' },
  );
}

async function startPrograms(
  launcher: Launcher,
  stops: (() => void)[],
): Promise<Omit<Lab, 'folder' | 'stop'>> {
  const archives = buildImages(join(launcher.folder, 'images'));
  const network = await Network.open(launcher);
  stops.push(() => {
    network.close();
  });
  const [hook, plane] = await Promise.all([Hook.start(launcher), startControlPlane(launcher)]);
  const api = connect(plane);
  const server = await network.relay(plane.server);
  const site = { launcher, network, plane, server, archives };
  const nodes = [];
  for (const known of realNodes) {
    nodes.push(await startRealNode(site, known));
  }
  await installCrds(api);
  const engine = new Engine(launcher, plane.kubeconfig, 'dynamic-apply');
  await engine.start();
  await installControllers(api, hook.origin);
  const client = new Client(network.client);
  stops.push(() => {
    client.close();
  });
  await nodesReady(api);
  return { plane, api, engine, hook, nodes, client };
}

/** Starts everything; what was started is taken down again if a part fails. */
export async function startLab(): Promise<Lab> {
  const launcher = new Launcher('node');
  const { folder } = launcher;
  const stops: (() => void)[] = [];
  const stop = async (failed: boolean) => {
    await launcher.stop();
    for (const each of stops) each();
    if (failed) console.error(`state and logs are kept in ${folder}`);
    else launcher.discard();
  };
  try {
    return { ...(await startPrograms(launcher, stops)), folder, stop };
  } catch (error) {
    await stop(true);
    throw error;
  }
}
