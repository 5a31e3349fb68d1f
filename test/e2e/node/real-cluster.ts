import { strict as assert } from 'node:assert';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { connect } from '../../framework/cluster/api.ts';
import type { Api } from '../../framework/cluster/api.ts';
import { startControlPlane } from '../../framework/cluster/control-plane.ts';
import type { ControlPlane } from '../../framework/cluster/control-plane.ts';
import { eventually } from '../../framework/processes/eventually.ts';
import { Launcher, launch } from '../../framework/processes/launcher.ts';
import type { Launched } from '../../framework/processes/launcher.ts';
import { buildImages } from './images.ts';
import { Installation } from './installation.ts';
import { clientAddresses, openNetwork, realNodes, startRealNode } from './real-node.ts';
import type { RealNode } from './real-node.ts';

/** A cluster of real nodes, with what users install. */
export interface RealCluster extends Launched {
  readonly launcher: Launcher;
  readonly plane: ControlPlane;
  readonly api: Api;
  readonly nodes: readonly RealNode[];
  readonly installation: Installation;
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

/** Pods find the hook by its name. */
async function startDns(launcher: Launcher, { kubeconfig }: ControlPlane): Promise<void> {
  const file = join(launcher.folder, 'Corefile');
  const lines = [
    '.:53 {',
    `bind ${clientAddresses[0]}`,
    'errors',
    `kubernetes cluster.local {\nkubeconfig ${kubeconfig}\n}`,
    '}',
  ];
  writeFileSync(file, lines.join('\n'));
  const program = { name: 'coredns', command: 'coredns', args: ['-conf', file] };
  await launcher.start(program, () => Promise.resolve());
}

/** Starts everything; `launcher` may change the programs. */
export async function startRealCluster(launcher = new Launcher('node')): Promise<RealCluster> {
  openNetwork();
  return launch(launcher, async () => {
    const archives = buildImages(join(launcher.folder, 'images'));
    const plane = await startControlPlane(launcher, clientAddresses[0]);
    const api = connect(plane);
    await startDns(launcher, plane);
    const nodes = [];
    for (const known of realNodes) nodes.push(await startRealNode({ launcher, plane, archives }, known));
    await nodesReady(api);
    const installation = new Installation(plane, api);
    await installation.install();
    return { launcher, plane, api, nodes, installation };
  });
}
