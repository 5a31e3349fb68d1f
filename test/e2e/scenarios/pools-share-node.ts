import { strict as assert } from 'node:assert';

import { addressesOfNodes, everyNode } from '../framework/nodes.ts';
import { proxiesRunOn } from '../framework/proxies.ts';
import type { Scenario } from '../framework/scenario.ts';

const spec = (...values: string[]) => ({
  nodeSelector: { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values }] },
});

export const poolsShareNode: Scenario = {
  title: 'two pools share a node; without a pool named default a Service that names none takes every node',
  name: 'pools-share',
  async play(scene) {
    const { api } = scene.cluster;
    const port = scene.port();
    await scene.createPool('east', spec('n1', 'n2'));
    await scene.createPool('west', spec('n2', 'n3'));
    const serve = (name: string, ports: number[], pool: string) =>
      scene.createService(name, { ports, annotations: { pool } });
    const east = await serve('east', [port], 'east');
    const west = await serve('west', [scene.port()], 'west');
    const without = await scene.createService('without', { ports: [scene.port()] });
    await east.exposedAt(addressesOfNodes('n1', 'n2'));
    await west.exposedAt(addressesOfNodes('n2', 'n3'));
    await without.exposedAt(everyNode);
    await proxiesRunOn(api, east, ['n1', 'n2']);
    await proxiesRunOn(api, west, ['n2', 'n3']);

    const same = await serve('same', [port], 'west');
    const message = await same.troubled('PortTaken', addressesOfNodes('n3'));
    assert.match(
      message,
      new RegExp(`${port}/TCP is already used by Service \\S+/east \\(workload DaemonSet\\) on node n2`),
    );
    await east.annotate({ pool: 'west' });
    await without.annotate({ pool: 'east' });
    await without.exposedAt(addressesOfNodes('n1', 'n2'));
    await proxiesRunOn(api, without, ['n1', 'n2']);
    await same.delete();
    await east.exposedAt(addressesOfNodes('n2', 'n3'));
  },
};
