import { strict as assert } from 'node:assert';

import { addressesOfNodes, everyNode } from '../../framework/cluster/nodes.ts';
import { proxiesRunOn } from '../../framework/cluster/proxies.ts';
import type { TestNamespace } from '../../framework/cluster/test-namespace.ts';

const spec = (...values: string[]) => ({
  nodeSelector: { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values }] },
});

export const strategy = 'server-side-apply';
export const title =
  'two pools share a node; without a pool named default a Service that names none takes every node';

export async function run(namespace: TestNamespace): Promise<void> {
  const { api } = namespace.cluster;
  const port = namespace.port();
  await namespace.createPool('east', spec('n1', 'n2'));
  await namespace.createPool('west', spec('n2', 'n3'));
  const serve = (name: string, ports: number[], pool: string) =>
    namespace.createService(name, { ports, annotations: { pool } });
  const east = await serve('east', [port], 'east');
  const west = await serve('west', [namespace.port()], 'west');
  const without = await namespace.createService('without');
  await east.exposedAt(addressesOfNodes('n1', 'n2'));
  await west.exposedAt(addressesOfNodes('n2', 'n3'));
  await without.exposedAt(everyNode);
  await proxiesRunOn(api, east, ['n1', 'n2']);
  await proxiesRunOn(api, west, ['n2', 'n3']);

  const same = await serve('same', [port], 'west');
  const message = await same.reportsProblem('PortTaken', addressesOfNodes('n3'));
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
}
